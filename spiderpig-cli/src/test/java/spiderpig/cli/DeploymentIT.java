package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.cli.KillableServer.Reply;

/** What a release engineer relies on, from outside: a real server in a process of its own, its files, HTTP, and nothing else. */
final class DeploymentIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

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

            assertThat(quickestStop(server)).isLessThan(Duration.ofSeconds(2));
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
    void anotherUserOfTheHostGetsInAsThemselvesAndReadsNoFile() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
        // JUnit's own directory is closed to others, as a home directory may be.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try (KillableServer server = server()) {
            startBackport(server);
            question(server, 1);

            String link = asNobody("""
                    import socket, sys
                    caller = socket.socket(socket.AF_UNIX)
                    caller.connect(sys.argv[1] + "/login.socket")
                    print(caller.makefile().read().strip())
                    """, server.data());
            String cookie = server.client()
                    .send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.discarding())
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow()
                    .split(";", 2)[0];
            URI address = URI.create(link);
            HttpResponse<String> whoami = server.client()
                    .send(
                            HttpRequest.newBuilder(address.resolve("/api/whoami"))
                                    .header("Cookie", cookie)
                                    .build(),
                            BodyHandlers.ofString());
            HttpResponse<String> answer = server.client()
                    .send(
                            HttpRequest.newBuilder(address.resolve("/api/jobs/1/interactions/1"))
                                    .header("Cookie", cookie)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"response\":\"y\"}"))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(whoami.body()).contains("\"nobody\"", "\"mayRespond\":false");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(asNobody("""
                    import os, sys
                    print(*(f for f in sys.argv[1:] if os.access(f, os.R_OK)))
                    """, files(server.data()).toArray()))
                    .as("what others can open")
                    .isEqualTo(server.data().resolve("login.socket").toString());

            // Or the job would wait for its answer for ever.
            server.post("/api/jobs/1/cancel", "{}");
            completed(server, 1);
        }
    }

    /** How long it takes to end; of several times, so that a machine which is busy at the moment is not held against it. */
    private static Duration quickestStop(KillableServer server) throws Exception {
        Duration quickest = server.stop();
        for (int further = 0; further < 4 && quickest.compareTo(Duration.ofSeconds(2)) >= 0; further++) {
            server.start();
            Duration next = server.stop();
            quickest = next.compareTo(quickest) < 0 ? next : quickest;
        }
        return quickest;
    }

    /** What a Python program prints as a user without any rights. */
    private static String asNobody(String program, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "python3", "-c", program));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PATH", "/usr/bin:/bin"); // what root has on its PATH may be closed to others
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed.strip();
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

    /** Everything in a directory, and itself. */
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.toList();
        }
    }
}
