package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * That a server which lives long does not grow: jobs that print, ask and are cancelled, viewers, and connections that are cut, over
 * and over. With {@code -Dspiderpig.long=true} for {@code -Dspiderpig.soak.minutes}, otherwise for a few rounds.
 */
@Isolated
final class SoakIT {
    private static final boolean LONG = Boolean.getBoolean("spiderpig.long");
    private static final Duration LENGTH =
            LONG ? Duration.ofMinutes(Integer.getInteger("spiderpig.soak.minutes", 3)) : Duration.ZERO;

    /** By then every pool has what it needs. */
    private static final int WARM_ROUNDS = LONG ? 10 : 1;

    private static final int LEAST_ROUNDS = WARM_ROUNDS + 2;
    private static final int CUTS = 20;

    private static final String CONFIGURATION = """
            commands:
              print: { argv: [seq, "3000"] }
              ask: { argv: [sh, -c, 'printf "Sure? "; read a; echo "got $a"'] }
              wait: { argv: [sh, -c, 'echo ready; exec sleep 1000'] }
            """;

    @TempDir
    Path directory;

    /** What must not grow. */
    private record Size(long threads, long files, long heap) {}

    @Test
    void aServerThatLivesLongDoesNotGrow() throws Exception {
        long began = System.nanoTime();
        try (KillableServer server = new KillableServer(directory, CONFIGURATION)) {
            server.start();
            int rounds = 0;
            Size warm = size(server);
            while (rounds < LEAST_ROUNDS || System.nanoTime() - began < LENGTH.toNanos()) {
                round(server);
                rounds++;
                if (rounds == WARM_ROUNDS) {
                    warm = settledSize(server, size -> true);
                }
            }
            Leftovers.assertNone(server.data());
            Size end = settledSize(server, returned(warm, rounds));
            System.out.printf(
                    "soak: %d rounds in %d s; threads %d → %d, open files %d → %d, heap %d → %d KB%n",
                    rounds,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
                    warm.threads(),
                    end.threads(),
                    warm.files(),
                    end.files(),
                    warm.heap(),
                    end.heap());
        }
    }

    /** That nothing has grown. A connection that the test's own client keeps open makes a difference of one, here and there. */
    private static Predicate<Size> returned(Size warm, int rounds) {
        return size -> size.threads() <= warm.threads() + 4
                && size.files() <= warm.files() + 4
                && size.heap() <= warm.heap() + 4_000 + 2L * rounds;
    }

    private static void round(KillableServer server) throws Exception {
        long asking = server.startJob("ask", "{}");
        long waiting = server.startJob("wait", "{}");
        long printing = server.startJob("print", "{}");
        List<LogViewer> viewers = new ArrayList<>();
        for (long job : List.of(asking, waiting, printing)) {
            LogViewer viewer = new LogViewer(server, job);
            viewer.start();
            viewers.add(viewer);
        }
        for (int cut = 0; cut < CUTS; cut++) {
            cutOff(server, cut % 2 == 0 ? "/api/events" : "/api/logs/" + printing + "/stream");
        }
        await().atMost(Duration.ofMinutes(1))
                .until(() -> server.get("/api/jobs/" + asking + "/interactions")
                        .body()
                        .path("interaction")
                        .isObject());
        server.post("/api/jobs/" + asking + "/interactions/1", "{\"response\":\"yes\"}");
        server.post("/api/jobs/" + waiting + "/cancel", "{}");
        for (LogViewer viewer : viewers) {
            viewer.join();
        }
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Stream.of(asking, waiting, printing).allMatch(job -> isComplete(server, job)));
    }

    private static boolean isComplete(KillableServer server, long job) {
        try {
            JsonNode status = server.get("/api/jobs/" + job + "/status").body();
            return status.get("status").asText().equals("complete");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A viewer whose connection is reset once something has come. */
    private static void cutOff(KillableServer server, String path) throws IOException {
        URI address = URI.create(server.url());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoLinger(true, 0);
            String request = "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n\r\n"
                    .formatted(path, address.getAuthority(), server.authorization());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');
        }
    }

    /**
     * The size once everything that was cut off has been noticed, and it does not change any more.
     *
     * @param expected what it comes to, sooner or later: the server does something now and then, which takes memory for a moment
     */
    private static Size settledSize(KillableServer server, Predicate<Size> expected) throws Exception {
        AtomicReference<Size> last = new AtomicReference<>(size(server));
        return await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofMinutes(1))
                .until(() -> size(server), now -> {
                    Size before = last.getAndSet(now);
                    return now.threads() == before.threads() && now.files() == before.files() && expected.test(now);
                });
    }

    private static Size size(KillableServer server) throws Exception {
        Path process = Path.of("/proc", Long.toString(server.pid()));
        long files;
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            files = descriptors.count();
        }
        long threads = number(Files.readString(process.resolve("status")), "Threads:\\s+(\\d+)");
        diagnose(server, "GC.run");
        // Young and old generation, as the serial collector names them.
        Matcher used =
                Pattern.compile("generation\\s+total \\d+K, used (\\d+)K").matcher(diagnose(server, "GC.heap_info"));
        long heap =
                used.results().mapToLong(part -> Long.parseLong(part.group(1))).sum();
        assertThat(heap).isPositive();
        return new Size(threads, files, heap);
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static String diagnose(KillableServer server, String command) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        return said;
    }
}
