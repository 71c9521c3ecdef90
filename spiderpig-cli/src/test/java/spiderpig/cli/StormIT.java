package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.cli.KillableServer.Reply;

/** Kills a real server at random instants, over and over, while real jobs print and ask. With {@code -Dspiderpig.long=true}, much longer. */
final class StormIT {
    private static final boolean LONG = Boolean.getBoolean("spiderpig.long");

    @TempDir
    Path directory;

    private final Random random = new Random(Long.getLong("seed", System.nanoTime()));
    private String configuration = "";

    @BeforeEach
    void writeTheJob() throws IOException {
        Path job = directory.resolve("storm-job");
        try (InputStream script = StormIT.class.getResourceAsStream("storm-job")) {
            Files.write(job, script.readAllBytes());
        }
        configuration = """
                commands:
                  storm:
                    argv: [sh, %s, "{questions}"]
                    parameters:
                      questions: { kind: number }
                  once:
                    argv: [sh, -c, 'echo ran >>%s; echo done']
                """.formatted(job, directory.resolve("runs"));
    }

    @Test
    void aJobThatPrintsAndAsksOutlivesAnyNumberOfServers() throws Exception {
        int questions = LONG ? 300 : 30;
        int mostKills = LONG ? 1_000 : 12;
        try (KillableServer server = new KillableServer(directory, configuration)) {
            server.start();
            long job = server.startJob("storm", "{\"questions\":\"%d\"}".formatted(questions));
            LogViewer viewer = new LogViewer(server, job);
            viewer.start();
            AtomicBoolean over = new AtomicBoolean();
            Map<Integer, Integer> accepted = new HashMap<>();
            AtomicInteger kills = new AtomicInteger();
            Thread answerer = new Thread(() -> answer(server, job, over, accepted), "answerer");
            answerer.start();

            while (answerer.isAlive() && kills.get() < mostKills) {
                // From the first moments of a server, in which it takes up the job, to a quiet life.
                server.killAfter(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 150 : 1_200)));
                kills.incrementAndGet();
                server.start();
            }
            answerer.join();
            viewer.join();

            JsonNode status = server.get("/api/jobs/" + job).body();
            assertThat(status.get("errors")).isEmpty();
            assertThat(status.get("exitStatus").asInt(-1)).isZero();
            assertThat(viewer.lines()).isEqualTo(wholeLog(server, job));
            assertThat(numbered(viewer.lines(), "line "))
                    .isEqualTo(IntStream.rangeClosed(1, 10 * questions).boxed().toList());
            assertThat(numbered(viewer.lines(), "received "))
                    .isEqualTo(IntStream.rangeClosed(1, questions).boxed().toList());
            assertThat(viewer.lines().stream().filter(line -> line.startsWith("answer ")))
                    .as("each answer stands in the log once")
                    .hasSize(questions)
                    .doesNotHaveDuplicates();
            assertThat(accepted.values()).as("no question is answered twice").allMatch(times -> times == 1);
            assertThat(leftovers(server.data())).isEmpty();
            System.out.printf(
                    "storm: %d kills, %d questions, %d lines, %d stream connections: nothing lost, nothing doubled%n",
                    kills.get(), questions, viewer.lines().size(), viewer.connections());
        }
    }

    @Test
    void aJobWhoseStartIsInterruptedRunsOnceOrSaysThatItDidNot() throws Exception {
        int rounds = LONG ? 200 : 8;
        int ran = 0;
        try (KillableServer server = new KillableServer(directory, configuration)) {
            server.start();
            for (int round = 0; round < rounds; round++) {
                Files.writeString(directory.resolve("runs"), "");
                Thread killer = new Thread(() -> killAfter(server, random.nextInt(400)), "killer");
                killer.start();
                long job = 0;
                try {
                    job = server.startJob("once", "{}");
                } catch (IOException e) {
                    // Killed before it answered; the job may have been created all the same.
                }
                killer.join();
                server.start();
                List<JsonNode> jobs = new ArrayList<>();
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    jobs.clear();
                    server.get("/api/jobs?limit=1").body().get("jobs").forEach(jobs::add);
                    return jobs.isEmpty() || jobs.get(0).get("status").asText().equals("complete");
                });
                int runs = Files.readAllLines(directory.resolve("runs")).size();
                assertThat(runs).as("a command never runs twice").isLessThanOrEqualTo(1);
                if (job > 0) { // the server has answered, so the job must be there
                    assertThat(jobs.get(0).get("id").asLong()).isEqualTo(job);
                    assertThat(jobs.get(0).get("success").asBoolean())
                            .as("it says whether it ran: " + jobs.get(0))
                            .isEqualTo(runs == 1);
                }
                ran += runs;
            }
            assertThat(leftovers(server.data())).isEmpty();
        }
        System.out.printf("start storm: %d starts interrupted, %d ran, none twice%n", rounds, ran);
    }

    private static void killAfter(KillableServer server, int millis) {
        try {
            server.killAfter(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers each question as soon as it is there, as two people at once, until the job is complete. */
    private static void answer(KillableServer server, long job, AtomicBoolean over, Map<Integer, Integer> accepted) {
        while (!over.get()) {
            try {
                if (server.get("/api/jobs/" + job + "/status")
                        .body()
                        .get("status")
                        .asText()
                        .equals("complete")) {
                    over.set(true);
                    return;
                }
                JsonNode asked =
                        server.get("/api/jobs/" + job + "/interactions").body().get("interaction");
                if (!asked.isNull()) {
                    respondTwice(server, job, asked, accepted);
                }
            } catch (IOException e) {
                Thread.yield(); // there is no server just now
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void respondTwice(KillableServer server, long job, JsonNode asked, Map<Integer, Integer> accepted)
            throws InterruptedException {
        int id = asked.get("id").asInt();
        String number = asked.get("prompt").asText().replaceAll("[^0-9]", "");
        String body = "{\"response\":\"answer %s\"}".formatted(number);
        List<Thread> people = new ArrayList<>();
        for (int person = 0; person < 2; person++) {
            Thread thread = new Thread(() -> {
                try {
                    Reply reply = server.post("/api/jobs/" + job + "/interactions/" + id, body);
                    if (reply.status() == 200) {
                        synchronized (accepted) {
                            accepted.merge(id, 1, Integer::sum);
                        }
                    }
                } catch (IOException e) {
                    // Killed before it answered; whether it was accepted is found out by looking.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            people.add(thread);
        }
        for (Thread person : people) {
            person.join();
        }
    }

    private static List<String> wholeLog(KillableServer server, long job) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        while (true) {
            JsonNode page = server.get("/api/logs/" + job + "?from=" + lines.size() + "&count=1000")
                    .body();
            if (page.isEmpty()) {
                return lines;
            }
            page.forEach(line -> lines.add(line.asText()));
        }
    }

    /** The numbers behind a word, of the lines that begin with it. */
    private static List<Integer> numbered(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word))
                .map(line -> Integer.valueOf(line.substring(word.length()).replaceAll(":.*", "")))
                .collect(Collectors.toList());
    }

    /** Processes that have the data directory in their command line, and are not the server. */
    private static List<String> leftovers(Path data) throws IOException {
        List<String> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            found.clear();
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                for (Path process : processes.toList()) {
                    String commandLine = commandLine(process);
                    if (commandLine.contains(data.resolve("jobs").toString())) {
                        found.add(commandLine);
                    }
                }
            }
            return found.isEmpty();
        });
        return found;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // no process, or it has just ended
        }
    }
}
