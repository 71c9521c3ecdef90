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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import spiderpig.cli.KillableServer.Reply;

/**
 * Kills a real server at random instants, over and over, while real jobs print and ask, and some of all writes go wrong. With
 * {@code -Dspiderpig.long=true}, much longer: {@code -Dspiderpig.kills} times, but for {@code -Dspiderpig.minutes} at most.
 * {@code -Dseed} repeats the instants.
 */
@Isolated
final class StormIT {
    private static final boolean LONG = Boolean.getBoolean("spiderpig.long");
    private static final int KILLS = Integer.getInteger("spiderpig.kills", LONG ? 1_000 : 12);
    private static final int MINUTES = Integer.getInteger("spiderpig.minutes", 30);
    private static final int QUESTIONS = LONG ? 300 : 30;
    private static final int STARTS = LONG ? 200 : 8;

    /** One in so many writes goes wrong. A commit takes about ten. */
    private static final int FAULTS = 60;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final long began = System.nanoTime();
    private String configuration = "";
    private Optional<FaultyWrites> faults = Optional.empty();
    private int deadStarts;

    @BeforeEach
    void writeTheJob() throws Exception {
        Path job = directory.resolve("storm-job");
        try (InputStream script = StormIT.class.getResourceAsStream("storm-job")) {
            Files.write(job, script.readAllBytes());
        }
        configuration = """
                commands:
                  storm:
                    argv: [sh, %s]
                  once:
                    argv: [sh, -c, 'echo ran >>%s; echo done']
                """.formatted(job, directory.resolve("runs"));
        faults = FaultyWrites.compile(directory);
    }

    @Test
    void aJobThatPrintsAndAsksOutlivesAnyNumberOfServers() throws Exception {
        try (KillableServer server = new KillableServer(directory, configuration)) {
            server.start();
            long job = server.startJob("storm", "{}");
            // A job that is interrupted while it starts may say that it has not run; that is the other storm.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !wholeLog(server, job).isEmpty());
            injectFaults(server);
            LogViewer viewer = new LogViewer(server, job);
            viewer.start();
            StormAnswerer answerer = new StormAnswerer(server, job, new Random(seed));
            answerer.start();

            int kills = 0;
            while (kills < KILLS && seconds() < TimeUnit.MINUTES.toSeconds(MINUTES)) {
                // From the first moments of a server, in which it takes up the job, to a quiet life.
                server.killAfter(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 150 : 1_200)));
                kills++;
                startAgain(server);
                assertThat(answerer.isAlive())
                        .as("the job goes on: " + job(server, job))
                        .isTrue();
            }
            server.environment(Map.of()); // what is left is to come to an end
            startAgain(server);
            answerer.endAfter(kills < KILLS ? 0 : QUESTIONS);
            answerer.awaitEnd();
            viewer.join();

            JsonNode ended = job(server, job);
            int questions = answerer.questions();
            assertThat(ended.get("errors")).isEmpty();
            assertThat(ended.get("exitStatus").asInt(-1)).isZero();
            assertThat(viewer.lines()).isEqualTo(wholeLog(server, job));
            assertThat(numbered(viewer.lines(), "line "))
                    .isEqualTo(IntStream.rangeClosed(1, 10 * questions).boxed().toList());
            assertThat(numbered(viewer.lines(), "received "))
                    .isEqualTo(IntStream.rangeClosed(1, questions).boxed().toList());
            assertThat(viewer.lines().stream().filter(line -> line.matches("(last )?answer .*")))
                    .as("each answer stands in the log once")
                    .hasSize(questions)
                    .doesNotHaveDuplicates();
            assertThat(answerer.accepted().values())
                    .as("no question is answered twice")
                    .allMatch(times -> times == 1);
            Leftovers.assertNone(server.data());
            System.out.printf(
                    "storm: %d kills, %d further deaths at the start; %d questions, %d lines, %d stream connections; %s; in %d s:"
                            + " nothing lost, nothing doubled%n",
                    kills, deadStarts, questions, viewer.lines().size(), viewer.connections(), faultsTold(), seconds());
        }
    }

    @Test
    void aJobWhoseStartIsInterruptedRunsOnceOrSaysThatItDidNot() throws Exception {
        int rounds = 0;
        int ran = 0;
        int refused = 0;
        try (KillableServer server = new KillableServer(directory, configuration)) {
            injectFaults(server);
            startAgain(server);
            for (; rounds < STARTS && seconds() < TimeUnit.MINUTES.toSeconds(MINUTES); rounds++) {
                Files.writeString(directory.resolve("runs"), "");
                Thread killer = new Thread(() -> killAfter(server, random.nextInt(400)), "killer");
                killer.start();
                Optional<Long> job = startJob(server);
                killer.join();
                startAgain(server);
                JsonNode last = awaitTheEnd(server);
                int runs = Files.readAllLines(directory.resolve("runs")).size();
                assertThat(runs).as("a command never runs twice").isLessThanOrEqualTo(1);
                if (job.isPresent()) { // the server has answered, so the job must be there
                    assertThat(last.path("id").asLong()).isEqualTo(job.get());
                    assertThat(last.get("success").asBoolean())
                            .as("it says whether it ran: " + last)
                            .isEqualTo(runs == 1);
                } else {
                    refused++;
                }
                ran += runs;
            }
            Leftovers.assertNone(server.data());
        }
        System.out.printf(
                "start storm: %d starts interrupted, %d of them before the answer, %d ran, none twice; %s; in %d s%n",
                rounds, refused, ran, faultsTold(), seconds());
    }

    // ---- servers -------------------------------------------------------------------------------------------------

    private void injectFaults(KillableServer server) {
        faults.ifPresent(faulty -> server.environment(faulty.environment(server.data(), FAULTS)));
    }

    /** Starts a server as often as it takes: a write that goes wrong may end it before it answers. */
    private void startAgain(KillableServer server) throws Exception {
        while (true) {
            server.kill();
            try {
                server.start();
                return;
            } catch (IllegalStateException e) {
                deadStarts++;
                assertThat(faults).as(e.getMessage()).isPresent();
            }
        }
    }

    private static void killAfter(KillableServer server, int millis) {
        try {
            server.killAfter(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The number of the job, if the server has answered that it has one. */
    private static Optional<Long> startJob(KillableServer server) throws InterruptedException {
        try {
            Reply reply = server.post("/api/job", "{\"command\":\"once\",\"parameters\":{}}");
            if (reply.status() == 201) {
                return Optional.of(reply.body().get("id").asLong());
            }
            assertThat(reply.status()).as(reply.toString()).isEqualTo(503); // a write has failed
        } catch (IOException e) {
            // Killed before it answered; the job may have been created all the same.
        }
        return Optional.empty();
    }

    /** Waits until the newest job is complete, if there is any. */
    private JsonNode awaitTheEnd(KillableServer server) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            try {
                                return server.get("/api/jobs?limit=1").body().path("jobs");
                            } catch (IOException e) {
                                startAgain(server); // a write has killed it
                                return server.get("/api/jobs?limit=1").body().path("jobs");
                            }
                        },
                        jobs -> jobs.isArray()
                                && (jobs.isEmpty()
                                        || jobs.get(0).get("status").asText().equals("complete")))
                .path(0);
    }

    private JsonNode job(KillableServer server, long job) throws Exception {
        while (true) {
            try {
                return server.get("/api/jobs/" + job).body();
            } catch (IOException e) {
                startAgain(server);
            }
        }
    }

    private List<String> wholeLog(KillableServer server, long job) throws IOException, InterruptedException {
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

    private String faultsTold() throws IOException {
        return faults.isPresent() ? faults.get().told() : "NO WRITE WAS MADE TO FAIL";
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    }
}
