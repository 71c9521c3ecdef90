package spiderpig.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.cli.KillableServer.Reply;

/** A real server whose data directory, database and logs and all, is on a disk that is full. */
final class FullDiskIT {
    /** More than fits. */
    private static final int NUMBERS = 350_000;

    private static final String CONFIGURATION = """
            commands:
              flood: { argv: [sh, -c, 'printf "Begin? "; read a; seq 1 %d; printf "All? "; read a; echo "got $a"; exit 3'] }
              ask: { argv: [sh, -c, 'printf "Sure? "; read a; echo "got $a"'] }
            """.formatted(NUMBERS);

    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @TempDir
    Path directory;

    private Path disk = Path.of("/");

    @BeforeEach
    void mountADisk() throws Exception {
        disk = Files.createDirectory(directory.resolve("data"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()) == 0;
        if (!mounted) {
            System.out.println("NO FULL DISK WAS TRIED: a small file system can't be mounted here; root can");
        }
        assumeThat(mounted).isTrue();
    }

    @AfterEach
    void unmountTheDisk() throws Exception {
        run("umount", "-l", disk.toString());
    }

    @Test
    void everythingWaitsUntilThereIsSpaceAndNothingIsLost() throws Exception {
        try (KillableServer server = new KillableServer(directory, CONFIGURATION)) {
            server.start();
            long asking = server.startJob("ask", "{}");
            server.awaitQuestion(asking, SOON);
            Page page = BROWSER.stranger();
            page.navigate(server.loginLink());
            page.navigate(server.url() + "/index");

            long flooding = flood(server);

            assertThat(troubles(server)).contains("The disk of the data directory is full");
            assertThat(page.locator("connection-banner")).containsText("The disk of the data directory is full");
            assertThat(server.get("/api/logs/" + flooding + "?count=1")
                            .body()
                            .get(0)
                            .asText())
                    .isEqualTo("Begin? ");
            assertRefused(answer(server, asking, 1, "yes"));
            assertRefused(server.post("/api/job", "{\"command\":\"ask\",\"parameters\":{}}"));
            assertThat(server.awaitQuestion(asking, SOON).get("state").asText()).isEqualTo("pending");

            grow();
            assertThat(page.locator("connection-banner")).not().containsText("is full");
            assertThat(answer(server, asking, 1, "yes").status()).isEqualTo(200);
            finishTheFlood(server, flooding);
            assertThat(server.awaitComplete(asking, SOON).get("success").asBoolean())
                    .isTrue();
            Leftovers.assertNone(server.data());
        }
    }

    @Test
    void aServerThatIsKilledMeanwhileComesBackOnceThereIsSpace() throws Exception {
        try (KillableServer server = new KillableServer(directory, CONFIGURATION)) {
            server.start();
            long flooding = flood(server);
            server.kill();
            fill();

            boolean started =
                    starts(server); // it depends on who is faster, it or the job, with what it has set free itself
            grow();
            if (!started) {
                server.start();
            }
            finishTheFlood(server, flooding);
            Leftovers.assertNone(server.data());
        }
    }

    /** Starts a job that fills the disk, and waits until it has. */
    private static long flood(KillableServer server) throws Exception {
        long job = server.startJob("flood", "{}");
        server.awaitQuestion(job, SOON);
        assertThat(answer(server, job, 1, "yes").status()).isEqualTo(200);
        await().atMost(SOON).until(() -> troubles(server), told -> told.contains("Job " + job + " waits: "));
        return job;
    }

    /** Whether a server starts; if not, it has said why. */
    private static boolean starts(KillableServer server) throws Exception {
        try {
            server.start();
            return true;
        } catch (IllegalStateException e) {
            assertThat(e.getMessage()).containsPattern("No space left on device|SQLITE_IOERR_SHMSIZE|SQLITE_FULL");
            return false;
        }
    }

    private void finishTheFlood(KillableServer server, long job) throws Exception {
        server.awaitQuestion(job, SOON);
        assertThat(answer(server, job, 2, "all").status()).isEqualTo(200);
        assertThat(server.awaitComplete(job, SOON).get("exitStatus").asInt()).isEqualTo(3);
        String user = System.getProperty("user.name");
        List<String> expected = Stream.of(
                        Stream.of("Begin? ", "yes — " + user),
                        IntStream.rangeClosed(1, NUMBERS).mapToObj(Integer::toString),
                        Stream.of("All? ", "all — " + user, "got all"))
                .flatMap(lines -> lines)
                .toList();
        assertThat(log(server, job).equals(expected))
                .as("the log is what was printed")
                .isTrue();
    }

    private static List<String> log(KillableServer server, long job) throws IOException, InterruptedException {
        return server.client()
                .send(server.request("/api/logs/" + job + "/text").build(), BodyHandlers.ofLines())
                .body()
                .toList();
    }

    private static String troubles(KillableServer server) throws IOException, InterruptedException {
        return server.get("/healthz").body().get("troubles").toString();
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body().get("detail").asText())
                .startsWith("The disk of the server is full, so nothing was done.");
    }

    private static Reply answer(KillableServer server, long job, int question, String response)
            throws IOException, InterruptedException {
        return server.post(
                "/api/jobs/" + job + "/interactions/" + question, "{\"response\":\"%s\"}".formatted(response));
    }

    /** Leaves no byte of the disk free. */
    private void fill() throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream file = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                file.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private void grow() throws Exception {
        Files.deleteIfExists(disk.resolve("filler"));
        assertThat(run("mount", "-o", "remount,size=50m", disk.toString())).isZero();
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
