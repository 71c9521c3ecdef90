package spiderpig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
 * the time at which it asked and at which it read; client and command run on one machine, so they have one clock. The client's
 * own part is in every figure: it reads the event streams, and posts, by blocking connections that it keeps.
 *
 * <p>The first questions that a server is asked find it cold: they are told apart, and {@value #WARM_UP} go by before those
 * that count. Each figure has what it is to be held against, measured in turns with it: the same program through the same
 * wrapper and pipes, with nobody but this process at the files; and for a start also the program alone.
 */
final class LatencyBenchmark {
    private static final int QUESTIONS = 300;
    private static final int WARM_UP = 300;
    private static final int COLD = 20;
    private static final int ROUNDS = 20;
    private static final String QUESTION_GOAL = "p50 <= 5 ms, p99 <= 30 ms";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KillableServer server;
    private final BareJob bareJob;

    /** By the kind of event: one may overtake another of another kind. */
    private final Map<String, BlockingQueue<Told>> told = new ConcurrentHashMap<>();

    /** Something that came on a stream, and when. */
    private record Told(JsonNode data, long nanos) {}

    private LatencyBenchmark(KillableServer server, BareJob bareJob) {
        this.server = server;
        this.bareJob = bareJob;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("spiderpig-latency");
        Path job = directory.resolve("job.py");
        try (InputStream script = LatencyBenchmark.class.getResourceAsStream("latency-job.py")) {
            Files.write(job, script.readAllBytes());
        }
        String python = python();
        String configuration = "commands:\n";
        for (String mode : List.of("message", "plain", "wait")) {
            configuration += "  %1$s: { argv: [%2$s, %3$s, %1$s, \"%4$d\"] }\n".formatted(mode, python, job, QUESTIONS);
        }
        try (KillableServer server = new KillableServer(directory, configuration)) {
            server.start();
            LatencyBenchmark benchmark =
                    new LatencyBenchmark(server, new BareJob(directory, List.of(python, job.toString())));
            benchmark.follow("/api/events", "events");
            System.out.printf("%-76s %9s %9s %9s  %s%n", "", "p50", "p99", "max", "goal");
            benchmark.messages();
            benchmark.plainQuestions();
            benchmark.startsAndCancels();
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Collections.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** Where the interpreter really is: a shim on the PATH may take longer than it does. */
    private static String python() throws IOException {
        Process asked = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** What a question and its answer have taken, in nanoseconds. */
    private record Times(List<Long> asked, List<Long> answered) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void print(String what, String questionGoal, String answerGoal) {
            LatencyBenchmark.print("question " + what + " -> on an event stream", asked, questionGoal);
            LatencyBenchmark.print("answer " + what + " posted -> read by the process", answered, answerGoal);
        }
    }

    private void messages() throws Exception {
        long first = begin("message");
        questions(first, COLD).print("(message) of a server just started", "", "");
        questions(first, WARM_UP - COLD);
        end(first);
        long job = begin("message");
        Times ours = new Times();
        Times yardstick = new Times();
        try (BareJob.Run bare = bareJob.start("message", QUESTIONS + 1)) {
            bare.awaitLine("asked ");
            for (int i = 0; i < QUESTIONS; i++) {
                question(job, ours);
                long before = now();
                bare.answer("y");
                bare.awaitLine("read ");
                yardstick.answered().add(number(bare.line(), "read ") - before);
                yardstick.asked().add(bare.awaitLine("asked ") - number(bare.line(), "asked "));
            }
        }
        end(job);
        ours.print("(message)", QUESTION_GOAL, QUESTION_GOAL);
        print("  yardstick, no server: printed -> noticed in the output", yardstick.asked(), "");
        print("  yardstick, no server: appended -> read by the process", yardstick.answered(), "");
    }

    private void plainQuestions() throws Exception {
        long job = begin("plain");
        questions(job, ROUNDS).print("(plain)", "p50 <= 300 ms", "");
        end(job);
    }

    private long begin(String mode) throws Exception {
        long job = server.startJob(mode, "{}");
        follow("/api/logs/" + job + "/stream?from=0", "log");
        return job;
    }

    private void end(long job) throws Exception {
        post("/api/jobs/" + job + "/cancel", "{}");
        awaitComplete(job);
    }

    private void awaitComplete(long job) throws InterruptedException {
        next(
                "job",
                data -> data.get("id").asLong() == job
                        && data.get("status").asText().equals("complete"));
    }

    private Times questions(long job, int count) throws Exception {
        Times times = new Times();
        for (int i = 0; i < count; i++) {
            question(job, times);
        }
        return times;
    }

    private void question(long job, Times times) throws Exception {
        Told question = next(
                "interaction",
                data -> data.get("jobId").asLong() == job
                        && data.get("state").asText().equals("pending"));
        times.asked()
                .add(question.nanos() - number(question.data().get("prompt").asText(), "asked "));
        long before = now();
        post("/api/jobs/" + job + "/interactions/" + question.data().get("id").asInt(), "{\"response\":\"y\"}");
        times.answered().add(number(line("read "), "read ") - before);
    }

    private void startsAndCancels() throws Exception {
        List<Long> alone = new ArrayList<>();
        List<Long> wrapped = new ArrayList<>();
        List<Long> started = new ArrayList<>();
        List<Long> cancelled = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            alone.add(bareJob.startAlone("wait"));
            long spawned = now();
            try (BareJob.Run bare = bareJob.start("wait", 0)) {
                bare.awaitLine("started ");
                wrapped.add(number(bare.line(), "started ") - spawned);
            }
            long before = now();
            long job = begin("wait");
            started.add(number(line("started "), "started ") - before);
            long asked = now();
            post("/api/jobs/" + job + "/cancel", "{}");
            cancelled.add(number(line("interrupted "), "interrupted ") - asked);
            awaitComplete(job);
        }
        print("start posted -> the program (python3) runs", started, "p50 <= 250 ms");
        print("  yardstick, no server: the wrapper with the program", wrapped, "");
        print("  yardstick, no wrapper either: the program alone", alone, "");
        print("cancel posted -> SIGINT delivered", cancelled, "p50 <= 50 ms");
    }

    static long number(String text, String word) {
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
            InputStream events = connect(path).getInputStream();
            BufferedReader in = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8));
            String event = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long at = now();
                if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    tell(event, JSON.readTree(line.substring("data: ".length())), at);
                }
            }
        } catch (IOException e) {
            // The end of the benchmark.
        }
    }

    private void tell(String event, JsonNode data, long at) {
        if (event.equals("lines")) {
            data.forEach(record -> of("line").add(new Told(record, at)));
        } else {
            of(event).add(new Told(data, at));
        }
    }

    private void post(String path, String json) throws IOException {
        HttpURLConnection connection = connect(path);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
        try (InputStream body = connection.getInputStream()) {
            body.readAllBytes();
        }
    }

    private HttpURLConnection connect(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(server.url() + path).toURL().openConnection();
        connection.setRequestProperty("Authorization", server.authorization());
        return connection;
    }

    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static void print(String what, List<Long> nanos, String goal) {
        Collections.sort(nanos);
        System.out.printf(
                "%-76s %6.1f ms %6.1f ms %6.1f ms  %s%n",
                what + ", " + nanos.size() + " times",
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get((int) (nanos.size() * 0.99)) / 1e6,
                nanos.get(nanos.size() - 1) / 1e6,
                goal);
    }
}
