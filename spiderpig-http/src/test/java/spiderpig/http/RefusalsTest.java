package spiderpig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static spiderpig.http.Fixture.json;
import static spiderpig.http.Fixture.send;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import spiderpig.core.Outcome;

/** What is refused, how, and that nothing comes of it. */
class RefusalsTest {
    @TempDir
    Path directory;

    private Fixture fixture;

    @BeforeEach
    void start() {
        fixture = new Fixture(directory);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static JsonNode assertRefused(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).isNotBlank();
        assertThat(problem.get("detail").textValue()).isNotBlank();
        return problem;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "\"backport\"",
                "{}",
                "{\"command\":7}",
                "{\"command\":null}",
                "{\"command\":\"echo\",\"parameters\":[]}",
                "{\"command\":\"echo\",\"parameters\":{\"text\":7}}",
                "{\"command\":\"echo\",\"parameters\":{\"text\":[[\"x\"]]}}",
                "{\"command\":\"echo\",\"unknown\":1}",
                "{\"command\":\"echo\",\"command\":\"echo\"}",
                "{\"command\":\"echo\"} {}"
            })
    void whatIsNoSuchObjectIs400(String body) {
        assertRefused(fixture.post("/api/job", body), 400);
        assertThat(fixture.get("/api/job").body()).isEqualTo("{\"jobs\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/jobs?limit=x", "/api/jobs?limit=0", "/api/jobs?status=done", "/api/jobs?before=1.5"})
    void aQueryThatMakesNoSenseIs400(String path) {
        assertRefused(fixture.get(path), 400);
    }

    @Test
    void whoIsNotLoggedInIsTold401() {
        for (String path : List.of("/api/job", "/api/jobs/1/status", "/api/events", "/api/logs/1", "/api/whoami")) {
            HttpResponse<String> response = send(fixture.anonymous(path));
            assertRefused(response, 401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
        }
        assertRefused(send(fixture.anonymous("/api/job").header("Authorization", "Bearer wrong")), 401);
        assertRefused(send(fixture.anonymous("/api/job").header("Authorization", "Basic eDp5")), 401);
        HttpResponse<String> page = send(fixture.anonymous("/index"));
        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("scap spiderpig login");
    }

    @Test
    void whoMayOnlyLookIsTold403() {
        long id = fixture.running();
        int question = fixture.ask(id, 5);
        assertThat(send(fixture.requestAs("bob", "/api/jobs/" + id)).statusCode())
                .isEqualTo(200);
        for (String path : List.of(
                "/api/job",
                "/api/jobs/" + id + "/cancel",
                "/api/jobs/" + id + "/close-input",
                "/api/jobs/" + id + "/interactions/" + question)) {
            assertRefused(
                    send(fixture.requestAs("bob", path)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"response\":\"y\"}"))),
                    403);
        }
        assertThat(fixture.database.interactions().pending(id)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin,http://evil.example",
        "Origin,null",
        "Origin,http://localhost:1",
        "Sec-Fetch-Site,cross-site",
        "Sec-Fetch-Site,same-site"
    })
    void aChangeThatAForeignPageAsksForIs403(String header, String value) {
        long id = fixture.running();
        assertRefused(
                send(fixture.request("/api/jobs/" + id + "/cancel")
                        .header(header, value)
                        .POST(BodyPublishers.noBody())),
                403);
        assertThat(fixture.database.jobs().get(id).stopStep()).isEmpty();
    }

    @Test
    void aChangeThatOurOwnPageAsksForIsMade() {
        long id = fixture.running();
        HttpResponse<String> response = send(fixture.request("/api/jobs/" + id + "/cancel")
                .header("Origin", fixture.server.url())
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(202);
    }

    @Test
    void aForeignHostIs421() throws IOException {
        for (String host : List.of("Host: evil.example\r\n", "Host: evil.example:8888\r\n")) {
            assertThat(raw("GET /healthz HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421")
                    .contains("application/problem+json");
        }
        assertThat(raw("GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        for (String host : List.of("localhost:1", "LOCALHOST", "127.0.0.1:" + fixture.server.port(), "[::1]:8888")) {
            assertThat(raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatIsNotThereIs404() {
        long id = fixture.running();
        for (String path : List.of(
                "/api/jobs/99",
                "/api/jobs/99/status",
                "/api/jobs/99/interactions",
                "/api/logs/99",
                "/api/logs/99/size",
                "/api/logs/99/lines",
                "/api/logs/99/text",
                "/api/logs/99/stream",
                "/api/nothing",
                "/api/jobs/abc",
                "/api/jobs/-1",
                "/api/jobs/1/",
                "/api/jobs/9999999999999999999",
                "/static/..%2findex.html",
                "/static/nothing.js")) {
            assertRefused(fixture.get(path), 404);
        }
        assertRefused(fixture.post("/api/jobs/99/cancel", ""), 404);
        assertRefused(fixture.post("/api/jobs/99/interactions/1", "{\"response\":\"y\"}"), 404);
        assertRefused(fixture.post("/api/jobs/" + id + "/interactions/7", "{\"response\":\"y\"}"), 404);
        assertRefused(fixture.post("/api/jobs/" + id + "/interactions/99999999999", "{\"response\":\"y\"}"), 404);
        HttpResponse<String> page = send(fixture.request("/job/99").header("Accept", "text/html"));
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    }

    @Test
    void anotherMethodIs405WithThoseThereAre() {
        HttpResponse<String> response = send(fixture.request("/api/job").DELETE());
        assertRefused(response, 405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        HttpResponse<String> cancel = fixture.get("/api/jobs/1/cancel");
        assertRefused(cancel, 405);
        assertThat(cancel.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void whatIsNotOfferedIs406() {
        assertRefused(send(fixture.request("/api/job").header("Accept", "application/xml")), 406);
        assertRefused(send(fixture.request("/api/job").header("Accept", "text/html, application/json;q=0")), 406);
        assertRefused(send(fixture.request("/api/events").header("Accept", "application/json")), 406);
        assertThat(send(fixture.request("/api/job").header("Accept", "text/html, application/*;q=0.5"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLargeIs413HoweverItComes() throws IOException {
        String large = "{\"command\":\"" + "x".repeat(70_000) + "\"}";
        assertRefused(fixture.post("/api/job", large), 413);
        assertRefused(
                send(fixture.request("/api/job")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))),
                413);
        // One who says so and then sends nothing is told at once.
        assertThat(raw(post("/api/job", "Content-Length: 100000000\r\n"))).startsWith("HTTP/1.1 413");
        assertThat(fixture.get("/api/job").body()).isEqualTo("{\"jobs\":[]}");
    }

    @Test
    void aBodyThatIsNoJsonIs415() {
        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1")) {
            assertRefused(
                    send(fixture.request("/api/job")
                            .header("Content-Type", type)
                            .POST(BodyPublishers.ofString("{\"command\":\"echo\"}"))),
                    415);
        }
        assertRefused(send(fixture.request("/api/job").POST(BodyPublishers.ofString("{\"command\":\"echo\"}"))), 415);
    }

    @Test
    void whatComesTooLateIs409WithTheReason() {
        HttpResponse<String> first =
                fixture.post("/api/job", "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"1\"]}}");
        long running = json(first).get("id").longValue();
        JsonNode excluded = assertRefused(
                fixture.post("/api/job", "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"2\"]}}"), 409);
        assertThat(excluded.get("job").longValue()).isEqualTo(running);

        long id = fixture.running();
        int question = fixture.ask(id, 5);
        String answer = "/api/jobs/" + id + "/interactions/" + question;
        assertThat(fixture.post(answer, "{\"response\":\"n\"}").statusCode()).isEqualTo(200);
        JsonNode late = assertRefused(fixture.post(answer, "{\"response\":\"y\"}"), 409);
        assertThat(late.get("respondedBy").textValue()).isEqualTo("alice");
        assertThat(late.get("response").textValue()).isEqualTo("n");
        assertThat(late.get("respondedAt").textValue()).endsWith("Z");

        int withdrawn = fixture.ask(id, 9);
        fixture.database.jobs().finish(id, Outcome.succeeded());
        assertRefused(fixture.post("/api/jobs/" + id + "/interactions/" + withdrawn, "{\"response\":\"y\"}"), 409);
        assertRefused(fixture.post("/api/jobs/" + id + "/cancel", ""), 409);
        assertRefused(fixture.post("/api/jobs/" + id + "/close-input", ""), 409);
    }

    @Test
    void whatTheRulesForbidIs422WithTheField() {
        JsonNode unknown = assertRefused(fixture.post("/api/job", "{\"command\":\"rm\"}"), 422);
        assertThat(unknown.get("errors").has("command")).isTrue();
        JsonNode invalid = assertRefused(
                fixture.post(
                        "/api/job",
                        "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"-x\"],\"more\":\"y\"}}"),
                422);
        assertThat(invalid.get("errors").fieldNames()).toIterable().containsExactly("changeIds", "more");
        long id = fixture.running();
        int question = fixture.ask(id, 5);
        for (String response : List.of("maybe", "", "y\\nrm -rf /", "y\\u0000", "y\\r")) {
            JsonNode refused = assertRefused(
                    fixture.post(
                            "/api/jobs/" + id + "/interactions/" + question, "{\"response\":\"" + response + "\"}"),
                    422);
            assertThat(refused.get("errors").has("response")).isTrue();
        }
        assertRefused(fixture.post("/api/jobs/" + id + "/cancel", "{\"signal\":\"SIGHUP\"}"), 422);
        assertThat(fixture.database.interactions().pending(id)).isPresent();
        assertThat(fixture.database.jobs().get(id).stopStep()).isEmpty();
    }

    @Test
    void tooManyWrongLoginCodesAre429() {
        HttpResponse<String> last = null;
        for (int i = 0; i < 21; i++) {
            last = send(fixture.anonymous("/api/login")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"code\":\"guess" + i + "\"}")));
        }
        assertRefused(last, 429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(fixture.cookie("bob")).startsWith("spiderpig-");
    }

    @Test
    void aDatabaseInTroubleIs503WithASentence() throws SQLException {
        fixture.running();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spiderpig.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE job RENAME TO lost");
        }
        for (HttpResponse<String> refused :
                List.of(fixture.get("/api/jobs/1"), fixture.post("/api/jobs/1/cancel", ""))) {
            JsonNode problem = assertRefused(refused, 503);
            assertThat(problem.get("detail").textValue()).startsWith("The database is in trouble");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(fixture.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void headersOfAnySizeDoNoHarm() throws IOException {
        String huge = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n";
        try {
            assertThat(raw(huge)).doesNotStartWith("HTTP/1.1 200");
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
        }
        assertThat(fixture.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void ofSimultaneousAnswersExactlyOneIsAcceptedAndTheOthersAreToldWhose() throws Exception {
        long id = fixture.running();
        int question = fixture.ask(id, 5);
        int callers = 200;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            CountDownLatch ready = new CountDownLatch(callers);
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String response = i % 2 == 0 ? "y" : "n";
                answers.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return fixture.post(
                            "/api/jobs/" + id + "/interactions/" + question, "{\"response\":\"" + response + "\"}");
                }));
            }
            String accepted = null;
            List<String> told = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                HttpResponse<String> response = answer.get();
                if (response.statusCode() == 200) {
                    assertThat(accepted).isNull();
                    accepted = json(response).get("response").textValue();
                } else {
                    JsonNode problem = assertRefused(response, 409);
                    assertThat(problem.get("respondedBy").textValue()).isEqualTo("alice");
                    told.add(problem.get("response").textValue());
                }
            }
            assertThat(told).hasSize(callers - 1).containsOnly(accepted);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTakenPortIsOneClearException() {
        HttpSettings taken = HttpSettings.local(fixture.server.port());
        assertThatThrownBy(() -> HttpServer.start(taken, fixture.backend()))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining(String.valueOf(fixture.server.port()));
    }

    private String post(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + fixture.signIn.token()
                + "\r\nContent-Type: application/json\r\nConnection: close\r\n" + headers + "\r\n";
    }

    /** Sends bytes as they are, and reads until the server closes. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", fixture.server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
