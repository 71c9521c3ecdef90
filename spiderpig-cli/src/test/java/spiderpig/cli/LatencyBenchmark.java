package spiderpig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How long it takes from a process to a person and back, through a real server: {@code bench/run latency}. The command tells
 * the time at which it asked and at which it read; client and command run on one machine, so they have one clock.
 */
final class LatencyBenchmark {
    private static final int QUESTIONS = 300;
    private static final int ROUNDS = 20;

    private final KillableServer server;

    /** By the kind of event: one may overtake another of another kind. */
    private final Map<String, BlockingQueue<Told>> told = new ConcurrentHashMap<>();

    /** Something that came on a stream, and when. */
    private record Told(JsonNode data, long nanos) {}

    private LatencyBenchmark(KillableServer server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("spiderpig-latency");
        Path job = directory.resolve("job.py");
        try (InputStream script = LatencyBenchmark.class.getResourceAsStream("latency-job.py")) {
            Files.write(job, script.readAllBytes());
        }
        String configuration = "commands:\n";
        for (String mode : List.of("message", "plain", "wait")) {
            configuration += "  " + mode + ": { argv: [python3, " + job + ", " + mode + ", \"" + QUESTIONS + "\"] }\n";
        }
        try (KillableServer server = new KillableServer(directory, configuration)) {
            server.start();
            LatencyBenchmark benchmark = new LatencyBenchmark(server);
            benchmark.follow("/api/events", "events");
            System.out.printf("%-62s %9s %9s %9s  %s%n", "", "p50", "p99", "max", "goal");
            benchmark.questions("message", QUESTIONS, "p50 <= 5 ms, p99 <= 30 ms");
            benchmark.questions("plain", ROUNDS, "p50 <= 300 ms");
            benchmark.startsAndCancels();
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Collections.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void questions(String mode, int count, String goal) throws Exception {
        long job = server.startJob(mode, "{}");
        follow("/api/logs/" + job + "/stream?from=0", "log");
        List<Long> asked = new ArrayList<>();
        List<Long> answered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Told question = next(
                    "interaction",
                    data -> data.get("jobId").asLong() == job
                            && data.get("state").asText().equals("pending"));
            asked.add(question.nanos() - number(question.data().get("prompt").asText(), "asked "));
            long before = now();
            server.post(
                    "/api/jobs/" + job + "/interactions/"
                            + question.data().get("id").asInt(),
                    "{\"response\":\"y\"}");
            answered.add(number(line("read "), "read ") - before);
        }
        server.post("/api/jobs/" + job + "/cancel", "{}");
        print("question (" + mode + ") -> on an event stream, " + count + " times", asked, goal);
        print(
                "answer (" + mode + ") posted -> read by the process, " + count + " times",
                answered,
                "p50 <= 5 ms, p99 <= 30 ms");
        next(
                "job",
                data -> data.get("id").asLong() == job
                        && data.get("status").asText().equals("complete"));
    }

    private void startsAndCancels() throws Exception {
        List<Long> started = new ArrayList<>();
        List<Long> cancelled = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long before = now();
            long job = server.startJob("wait", "{}");
            follow("/api/logs/" + job + "/stream?from=0", "log");
            started.add(number(line("started "), "started ") - before);
            long asked = now();
            server.post("/api/jobs/" + job + "/cancel", "{}");
            cancelled.add(number(line("interrupted "), "interrupted ") - asked);
            next(
                    "job",
                    data -> data.get("id").asLong() == job
                            && data.get("status").asText().equals("complete"));
        }
        print("start posted -> the program (python3) runs, " + ROUNDS + " times", started, "p50 <= 250 ms");
        print("cancel posted -> SIGINT delivered, " + ROUNDS + " times", cancelled, "p50 <= 50 ms");
    }

    private static long number(String text, String word) {
        return Long.parseLong(text.substring(text.indexOf(word) + word.length()).replaceAll("[^0-9].*", ""));
    }

    private Told next(String event, Predicate<JsonNode> wanted) throws InterruptedException {
        while (true) {
            Told next = of(event).poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException("No \"" + event + "\" came within 10 s");
            }
            if (wanted.test(next.data())) {
                return next;
            }
        }
    }

    private BlockingQueue<Told> of(String event) {
        return told.computeIfAbsent(event, name -> new LinkedBlockingQueue<>());
    }

    /** The next line of the log that begins with a word. */
    private String line(String word) throws InterruptedException {
        Told found = next("line", data -> data.get("text").asText().startsWith(word));
        return found.data().get("text").asText();
    }

    private void follow(String path, String name) {
        Thread thread = new Thread(() -> read(path), name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(String path) {
        try {
            server.read(path, (event, data) -> {
                long at = now();
                if (event.equals("lines")) {
                    data.forEach(record -> of("line").add(new Told(record, at)));
                } else {
                    of(event).add(new Told(data, at));
                }
                return true;
            });
        } catch (IOException e) {
            // The end of the benchmark.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static void print(String what, List<Long> nanos, String goal) {
        Collections.sort(nanos);
        System.out.printf(
                "%-62s %6.1f ms %6.1f ms %6.1f ms  %s%n",
                what,
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get((int) (nanos.size() * 0.99)) / 1e6,
                nanos.get(nanos.size() - 1) / 1e6,
                goal);
    }
}
