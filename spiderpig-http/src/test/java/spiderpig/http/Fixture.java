package spiderpig.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import spiderpig.core.Choice;
import spiderpig.core.Command;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.Parameter;
import spiderpig.core.ParameterKind;
import spiderpig.core.ParameterValue;
import spiderpig.core.PromptMode;
import spiderpig.core.Question;
import spiderpig.logstore.Checkpoint;
import spiderpig.logstore.JobLog;
import spiderpig.logstore.LogStore;
import spiderpig.logstore.Masker;
import spiderpig.logstore.RecordKind;

/** A real server on a real database and log store, and what a runner would do to them. */
final class Fixture implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123Z");

    /** Of the newest server: it keeps connections, and one to an earlier server on the same port would be dead. */
    private static volatile HttpClient client = newClient();

    private static final Command BACKPORT = new Command(
            "backport",
            "Deploy Gerrit changes",
            List.of("scap", "backport", "{changeIds}"),
            List.of(new Parameter("changeIds", "Changes", ParameterKind.GERRIT_CHANGE, true, 1, 20, List.of())),
            "deployment",
            PromptMode.AUTO,
            Map.of(),
            null,
            null);

    private static final Command ECHO = new Command(
            "echo",
            "Say something",
            List.of("echo", "{text}"),
            List.of(new Parameter("text", "Text", ParameterKind.TEXT, false, 0, 1, List.of())),
            null,
            PromptMode.AUTO,
            Map.of(),
            null,
            null);

    final Path directory;
    final Database database;
    final LogStore logs;
    final SignIn signIn;
    final List<String> troubles = new CopyOnWriteArrayList<>();
    final HttpServer server;
    private final Clock clock;
    private final Commands commands;

    private static HttpClient newClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    static HttpClient client() {
        return client;
    }

    Fixture(Path directory) {
        this(directory, Clock.systemUTC());
    }

    Fixture(Path directory, Clock clock) {
        client = newClient();
        this.directory = directory;
        Commands commands = Commands.of(List.of(BACKPORT, ECHO));
        database = Database.open(directory.resolve("spiderpig.db"), commands, clock);
        logs = LogStore.open(directory.resolve("logs"), new HunterMasker());
        signIn = SignIn.open(directory.resolve("login-key"), "alice", Access.ofStarter("alice"), clock);
        this.clock = clock;
        this.commands = commands;
        server = HttpServer.start(HttpSettings.local(0), backend());
    }

    Backend backend() {
        return new Backend(
                database.jobs(),
                database.interactions(),
                commands,
                database.changes(),
                logs,
                signIn,
                new AuditLog(directory.resolve("audit.log"), clock),
                () -> troubles,
                "1.2.3");
    }

    @Override
    public void close() {
        try (database;
                logs) {
            server.close();
        }
    }

    /** Masks one word. */
    private static final class HunterMasker implements Masker {
        private static final byte[] SECRET = "hunter2".getBytes(StandardCharsets.US_ASCII);

        @Override
        public int reach() {
            return SECRET.length;
        }

        @Override
        public void find(byte[] text, int from, int to, Secrets secrets) {
            for (int i = from; i + SECRET.length <= to; i++) {
                if (text[i] == SECRET[0] && Arrays.equals(text, i, i + SECRET.length, SECRET, 0, SECRET.length)) {
                    secrets.found(i, i + SECRET.length);
                }
            }
        }
    }

    // ---- what a runner does --------------------------------------------------------------------------------------

    /** A job that runs. */
    long running() {
        long id = database.jobs()
                .create("echo", Map.of("text", ParameterValue.of("hello")), "alice")
                .id();
        database.jobs().start(id);
        return id;
    }

    /** Asks a question with the choices y, n and a; returns its number. */
    int ask(long job, long offset) {
        List<Choice> choices = List.of(new Choice("yes", "y"), new Choice("no", "n"), new Choice("abort", "a"));
        return database.interactions()
                .register(job, Question.choices("continue?", choices, null, offset))
                .number();
    }

    /** Appends lines to a job's log. */
    JobLog print(long job, String... lines) {
        JobLog log = logs.create(job);
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            log.writer().line(RecordKind.OUTPUT, NOON, false, bytes, 0, bytes.length);
        }
        log.writer().commit(Checkpoint.START);
        return log;
    }

    /** Appends so many numbered lines. */
    void printNumbered(long job, int from, int to) {
        String[] lines = new String[to - from];
        for (int i = from; i < to; i++) {
            lines[i - from] = "line " + i;
        }
        print(job, lines);
    }

    // ---- what a client does --------------------------------------------------------------------------------------

    HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofMinutes(1));
    }

    HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", "Bearer " + signIn.token());
    }

    HttpRequest.Builder requestAs(String user, String path) {
        return anonymous(path).header("Cookie", cookie(user));
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Logs a user in by a link, and returns the Cookie header. */
    String cookie(String user) {
        HttpResponse<String> response = send(anonymous("/login?code=" + signIn.newCode(user)));
        return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting for an answer", e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + response.body(), e);
        }
    }
}
