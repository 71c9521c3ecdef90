package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.cli.KillableServer.Reply;

/** What a release engineer relies on, from outside: a real server in a process of its own, its files, HTTP, and nothing else. */
final class DeploymentIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private String configuration = "";

    @BeforeEach
    void writeTheCommands() throws IOException {
        Path backport = directory.resolve("backport");
        try (InputStream script = DeploymentIT.class.getResourceAsStream("deployment-backport")) {
            Files.write(backport, script.readAllBytes());
        }
        Path greeter = Files.writeString(directory.resolve("greeter.py"), """
                name = input("Who are you? ")
                print("Hello, " + name)
                """);
        configuration = """
                commands:
                  backport:
                    argv: [sh, %s, "{changeIds}"]
                    parameters:
                      changeIds: { kind: gerrit-change, list: true }
                    exclusive: deployment
                  greet:
                    argv: [python3, %s]
                """.formatted(backport, greeter);
    }

    private KillableServer server() throws IOException, InterruptedException {
        KillableServer server = new KillableServer(directory, configuration);
        server.start();
        return server;
    }

    @Test
    void aDeploymentIsDrivenAsInTheNotesByHttpAlone() throws Exception {
        try (KillableServer server = server()) {
            assertThat(page(server, "/index").statusCode()).isEqualTo(200);
            assertThat(server.get("/api/job").body()).hasToString("{\"jobs\":[]}");

            HttpResponse<String> created = server.client()
                    .send(
                            server.request("/api/job")
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"1234567\"]}}"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.body()).isEqualTo("{\"id\":1}");
            assertThat(created.headers().firstValue("Location")).hasValue("/job/1");
            assertThat(page(server, "/job/1").statusCode()).isEqualTo(200);

            JsonNode question = question(server, 1);
            assertThat(question.get("id").asInt()).isEqualTo(1);
            assertThat(question.get("prompt").asText()).isEqualTo("continue?");
            assertThat(question.get("responses")).hasToString("[{\"yes\":\"y\",\"no\":\"n\",\"abort\":\"a\"}]");
            assertThat(server.get("/api/job").body().at("/jobs/0/id").asInt()).isEqualTo(1);
            assertThat(server.get("/api/jobs/1/status").body().get("status").asText())
                    .isEqualTo("in progress");
            assertThat(log(server, 1)).startsWith("Preparing 1234567");

            Reply answered = server.post("/api/job/1/interactions/1", "{\"response\":\"y\"}");
            assertThat(answered.status()).isEqualTo(200);
            assertThat(answered.body().get("response").asText()).isEqualTo("y");

            JsonNode status = completed(server, 1);
            assertThat(status.get("success").asBoolean()).isTrue();
            assertThat(status.get("errors")).hasToString("[]");
            assertThat(server.get("/api/jobs/1/interactions").body()).hasToString("{\"interaction\":null}");
            assertThat(log(server, 1)).endsWith("Deployed 1234567");
        }
    }

    @Test
    void aPythonProgramThatKnowsNothingOfUsIsAnsweredOnItsStandardInput() throws Exception {
        try (KillableServer server = server()) {
            server.post("/api/job", "{\"command\":\"greet\",\"parameters\":{}}");

            JsonNode question = question(server, 1);
            assertThat(question.get("prompt").asText()).contains("Who are you?");
            assertThat(question.get("responses")).as("free text").isEmpty();
            server.post("/api/jobs/1/interactions/1", "{\"response\":\"Ada\"}");

            assertThat(completed(server, 1).get("success").asBoolean()).isTrue();
            assertThat(log(server, 1)).endsWith("Hello, Ada");
        }
    }

    @Test
    void aQuestionOutlivesAServerThatIsKilled() throws Exception {
        try (KillableServer server = server()) {
            startBackport(server);
            JsonNode asked = question(server, 1);
            List<String> before = log(server, 1);

            server.kill();
            server.start();

            JsonNode stillAsked = question(server, 1);
            assertThat(stillAsked.get("id")).isEqualTo(asked.get("id"));
            assertThat(stillAsked.get("prompt")).isEqualTo(asked.get("prompt"));
            assertThat(log(server, 1)).isEqualTo(before);
            assertThat(server.post("/api/jobs/1/interactions/1", "{\"response\":\"y\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(completed(server, 1).get("success").asBoolean()).isTrue();
            assertThat(log(server, 1).stream().filter("The answer is y"::equals))
                    .as("the answer has arrived once")
                    .hasSize(1);
        }
    }

    @Test
    void aServerThatIsToldToEndDoesSoWithinTwoSecondsAndItsJobsGoOn() throws Exception {
        try (KillableServer server = server()) {
            startBackport(server);
            question(server, 1);

            assertThat(server.stop()).isLessThan(Duration.ofSeconds(2));
            assertThat(server.output()).contains("These jobs go on", "1 (backport 1234567)");
            assertThat(server.data().resolve("server.json")).doesNotExist();

            server.start();
            assertThat(server.get("/api/jobs/1/status").body().get("status").asText())
                    .isEqualTo("in progress");
            server.post("/api/jobs/1/interactions/1", "{\"response\":\"n\"}");
            JsonNode status = completed(server, 1);
            assertThat(status.get("success").asBoolean()).isFalse();
            assertThat(status.get("errors")).hasToString("[\"exited with status 3\"]");
        }
    }

    @Test
    void ofTwoHundredSimultaneousAnswersOneIsAcceptedAndTheOthersAreToldWhoWasFaster() throws Exception {
        try (KillableServer server = server()) {
            startBackport(server);
            question(server, 1);
            HttpRequest answer = server.request("/api/jobs/1/interactions/1")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"response\":\"y\"}"))
                    .build();

            List<CompletableFuture<HttpResponse<String>>> sent = Stream.generate(
                            () -> server.client().sendAsync(answer, BodyHandlers.ofString()))
                    .limit(200)
                    .toList();
            List<HttpResponse<String>> replies =
                    sent.stream().map(CompletableFuture::join).toList();

            assertThat(replies.stream().filter(reply -> reply.statusCode() == 200))
                    .hasSize(1);
            assertThat(replies.stream().filter(reply -> reply.statusCode() == 409))
                    .hasSize(199)
                    .allMatch(reply -> reply.body().contains("\"respondedBy\""));
            completed(server, 1);
            assertThat(log(server, 1).stream().filter("The answer is y"::equals))
                    .hasSize(1);
        }
    }

    @Test
    void aSecondServerOnADataDirectoryIsRefused() throws Exception {
        try (KillableServer server = server()) {
            Map<String, String> before = contents(server.data());

            Refusal refusal = refused("--port", "0", "--data-dir", server.data().toString());

            assertThat(refusal.sentence())
                    .contains("already works on " + server.data())
                    .contains("http://localhost:");
            assertThat(contents(server.data())).isEqualTo(before);
            assertThat(server.get("/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsRefusedAndItSaysByWhom() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            Path data = directory.resolve("data");

            Refusal refusal = refused("--port", "" + other.getLocalPort(), "--data-dir", data.toString());

            assertThat(refusal.sentence())
                    .contains("Port " + other.getLocalPort() + " is taken")
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void aConfigurationThatIsWrongIsRefusedWithItsLine() throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.yaml"), "commands:\n  x:\n    argw: [echo]\n");
        Path data = directory.resolve("data");

        Refusal refusal = refused("--port", "0", "--data-dir", data.toString(), "--config", file.toString());

        assertThat(refusal.sentence()).contains(file + ", line 3").contains("argw");
        assertThat(data).doesNotExist();
    }

    @Test
    void theDatabaseOfALaterVersionIsRefusedAndLeftAsItIs() throws Exception {
        Path database;
        try (KillableServer server = server()) {
            server.stop();
            database = server.data().resolve("spiderpig.db");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 4711");
        }
        int before = digest(database);

        Refusal refusal =
                refused("--port", "0", "--data-dir", database.getParent().toString());

        assertThat(refusal.sentence()).contains("4711");
        assertThat(digest(database)).isEqualTo(before);
        assertThat(database.resolveSibling("server.json")).doesNotExist();
    }

    // ---- what a client does ---------------------------------------------------------------------------------------

    private static HttpResponse<String> page(KillableServer server, String path) throws Exception {
        return server.client()
                .send(server.request(path).header("Accept", "text/html").build(), BodyHandlers.ofString());
    }

    private static void startBackport(KillableServer server) throws Exception {
        assertThat(server.post("/api/job", "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"1234567\"]}}")
                        .status())
                .isEqualTo(201);
    }

    /** Polls, as the notes have it, until the job asks. */
    private static JsonNode question(KillableServer server, long job) {
        return await().atMost(LIMIT)
                .until(
                        () -> server.get("/api/jobs/" + job + "/interactions")
                                .body()
                                .get("interaction"),
                        interaction -> !interaction.isNull());
    }

    private static JsonNode completed(KillableServer server, long job) {
        return await().atMost(LIMIT)
                .until(
                        () -> server.get("/api/jobs/" + job + "/status").body(),
                        status -> status.get("status").asText().equals("complete"));
    }

    private static List<String> log(KillableServer server, long job) throws Exception {
        return StreamSupport.stream(server.get("/api/logs/" + job).body().spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    // ---- servers that do not start --------------------------------------------------------------------------------

    /** What a server that refused to start has said. */
    private record Refusal(String sentence) {}

    private Refusal refused(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "spiderpig.cli.SpiderpigCommand"));
        command.addAll(Arrays.asList(arguments));
        Path said = directory.resolve("refused");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readAllLines(said)).as("one sentence").hasSize(1).allMatch(line -> line.endsWith("."));
            return new Refusal(Files.readString(said));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Every file below a directory with what is in it. */
    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.toString(),
                        Files.getLastModifiedTime(file) + " " + (Files.isRegularFile(file) ? digest(file) : ""));
            }
        }
        return contents;
    }

    private static int digest(Path file) throws IOException {
        return Arrays.hashCode(Files.readAllBytes(file));
    }
}
