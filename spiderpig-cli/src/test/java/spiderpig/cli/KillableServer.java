package spiderpig.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import spiderpig.http.LoginSocket;

/**
 * A server in a process of its own, on a data directory that outlives it, and a client that always talks to the one that runs.
 *
 * <p>Any number of threads may call; one starts and kills.
 */
final class KillableServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofSeconds(60);

    private final Path data;
    private final Path configuration;
    private final Path output;
    private final List<String> options;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofMinutes(1)).build();
    private volatile @Nullable Process process;
    private volatile Address address = new Address("http://localhost:1", "");
    private int port;
    private String user = System.getProperty("user.name");
    private Map<String, String> environment = Map.of();
    private List<String> launcher = List.of();
    private volatile CountDownLatch answering = new CountDownLatch(1);

    /** Where the server is that runs, and what lets one in. */
    private record Address(String url, String token) {}

    /** An answer of the server: its status, and its body as JSON. */
    record Reply(int status, JsonNode body) {}

    /**
     * @param directory where everything of this server goes
     * @param options further ones of the command line
     */
    KillableServer(Path directory, String configuration, String... options) throws IOException {
        this.options = List.of(options);
        this.data = directory.resolve("data");
        this.configuration = Files.writeString(directory.resolve("spiderpig.yaml"), configuration);
        this.output = directory.resolve("server-output");
    }

    /** Has the server believe that this is who starts it, and thus whose its token is. */
    KillableServer startedBy(String name) {
        user = name;
        return this;
    }

    /** Has a program start it, which replaces itself by the server: what comes behind it are its last arguments. */
    KillableServer startedThrough(String... program) {
        launcher = List.of(program);
        return this;
    }

    /** Adds to the environment of the servers that are started from now on. */
    void environment(Map<String, String> variables) {
        environment = variables;
    }

    Path data() {
        return data;
    }

    /**
     * Starts a server, at the address of the last one if there was one, and returns once it answers.
     *
     * @throws IllegalStateException if it ends before
     */
    void start() throws IOException, InterruptedException {
        Path serverFile = data.resolve("server.json");
        Files.deleteIfExists(serverFile);
        List<String> command = new ArrayList<>(launcher);
        command.addAll(ServerJvm.command("-Duser.name=" + user));
        command.addAll(List.of(
                "--port", String.valueOf(port), "--data-dir", data.toString(), "--config", configuration.toString()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        Process started = builder.start();
        process = started;
        long until = System.nanoTime() + START.toNanos();
        while (!Files.exists(serverFile)) {
            if (started.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > until) {
                throw new IllegalStateException("The server did not start:\n" + Files.readString(output));
            }
        }
        JsonNode file = JSON.readTree(serverFile.toFile());
        address = new Address(file.get("url").asText(), file.get("token").asText());
        port = file.get("port").asInt();
        answering.countDown();
    }

    /** Waits while there is no server, as after a {@link #kill}; one that has died by itself is not noticed. */
    void awaitStart() throws InterruptedException {
        answering.await();
    }

    /** The number of the server's process. */
    long pid() {
        return Objects.requireNonNull(process).pid();
    }

    /** Where it is, without a slash at the end. */
    String url() {
        return address.url();
    }

    /** An address that lets the user in who runs the tests, once. */
    String loginLink() throws IOException {
        return LoginSocket.requestLink(new DataDirectory(data).loginSocket());
    }

    /**
     * Starts a job, and returns its number.
     *
     * @param parameters as JSON
     */
    long startJob(String command, String parameters) throws IOException, InterruptedException {
        Reply reply = post("/api/job", "{\"command\":\"%s\",\"parameters\":%s}".formatted(command, parameters));
        if (reply.status() != 201) {
            throw new IllegalStateException("The job was not started: " + reply);
        }
        return reply.body().get("id").asLong();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        if (answering.getCount() == 0) { // somebody may wait for the start already
            answering = new CountDownLatch(1);
        }
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** kill -9, after a while. */
    void killAfter(Duration life) throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.waitFor(life.toMillis(), TimeUnit.MILLISECONDS);
        }
        kill();
    }

    /** Sends a signal, "HUP" for one. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-s", name, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill -s " + name + " has failed");
        }
    }

    /** Waits until it has ended by itself. */
    void awaitEnd() throws InterruptedException {
        Objects.requireNonNull(process).waitFor();
    }

    /** kill -TERM; returns how long it took to end. */
    Duration stop() throws InterruptedException {
        Process running = process;
        long before = System.nanoTime();
        if (running != null) {
            running.destroy();
            running.waitFor();
        }
        return Duration.ofNanos(System.nanoTime() - before);
    }

    /** What the servers have printed so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** What the user who started it sends as {@code Authorization}. */
    String authorization() {
        return "Bearer " + address.token();
    }

    HttpClient client() {
        return client;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).header("Authorization", authorization());
    }

    /** @throws IOException if there is no server at this moment */
    Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).timeout(Duration.ofMinutes(1)).build());
    }

    /** @throws IOException if there is no server at this moment, or it was killed before it answered */
    Reply post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** Waits until a job asks; returns the question. */
    JsonNode awaitQuestion(long job, Duration atMost) {
        return await().atMost(atMost)
                .until(() -> get("/api/jobs/" + job + "/interactions").body().path("interaction"), JsonNode::isObject);
    }

    /** Waits until a job is complete, however it ends; returns it. */
    JsonNode awaitComplete(long job, Duration atMost) {
        return await().atMost(atMost)
                .until(
                        () -> get("/api/jobs/" + job).body(),
                        found -> found.get("status").asText().equals("complete"));
    }

    /**
     * Reads a stream of server-sent events.
     *
     * @param taker is given each event's name and data; returns whether it wants more
     * @return whether the taker had enough; false if the stream ended before
     * @throws IOException if there is no server at this moment, or it was killed
     */
    boolean read(String path, BiPredicate<String, JsonNode> taker) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String event = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")
                        && !taker.test(event, JSON.readTree(line.substring("data:".length())))) {
                    return true;
                }
            }
        }
        return false;
    }

    private Reply send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), JSON.readTree(response.body()));
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
