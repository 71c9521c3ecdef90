package spiderpig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static spiderpig.http.Fixture.send;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.Outcome;
import spiderpig.core.Progress;

/** The server does what {@code docs/openapi.yaml} says, no less and no more. */
class OpenApiTest {
    private static final Path DESCRIPTION = Path.of("..", "docs", "openapi.yaml");

    @TempDir
    Path directory;

    private final OpenApiInteractionValidator validator =
            OpenApiInteractionValidator.createFor(DESCRIPTION.toString()).build();
    private Fixture fixture;

    @BeforeEach
    void start() {
        fixture = new Fixture(directory);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void everyAnswerIsAsDescribed() {
        get("/api/job", 200);
        get("/api/commands", 200);
        get("/api/whoami", 200);
        get("/healthz", 200);
        get("/index", 200);
        get("/job/99", 404);
        get("/api/jobs/99", 404);
        post("/api/job", "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"1\"]}}", 201);
        post("/api/job", "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"2\"]}}", 409);
        post("/api/job", "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"x\"]}}", 422);
        get("/api/jobs/1/status", 200);
        get("/job/1", 200);

        long id = fixture.running();
        fixture.database.jobs().activity(id, "syncing");
        fixture.database.jobs().progress(id, new Progress("sync", 10L, 2L, 3, 1, 40, false));
        int question = fixture.ask(id, 5);
        fixture.printNumbered(id, 0, 3);
        fixture.print(id, "x".repeat(70_000));
        get("/api/jobs/" + id, 200);
        get("/api/jobs/" + id + "/interactions", 200);
        post("/api/jobs/" + id + "/interactions/" + question, "{\"response\":\"q\"}", 422);
        post("/api/jobs/" + id + "/interactions/" + question, "{\"response\":\"y\"}", 200);
        post("/api/jobs/" + id + "/interactions/" + question, "{\"response\":\"y\"}", 409);
        get("/api/jobs/" + id + "/interactions", 200);
        post("/api/jobs/" + id + "/cancel", "{\"signal\":\"SIGINT\"}", 202);
        post("/api/jobs/" + id + "/close-input", "{}", 202);
        get("/api/logs/" + id, 200);
        get("/api/logs/" + id + "/lines", 200);
        get("/api/logs/" + id + "/size", 200);
        search(id, "line");
        search(id, "nothing");
        get("/api/logs/" + id + "/text", 200);
        fixture.database.jobs().finish(id, Outcome.failed(3, "exited with status 3"));
        get("/api/jobs", 200);
        get("/api/jobs/" + id, 200);
        get("/api/jobs/" + id + "/status", 200);
        post("/api/jobs/" + id + "/cancel", "{}", 409);
        call(Request.Method.PUT, "/api/jobs/" + id + "/pin", 200);
        call(Request.Method.DELETE, "/api/jobs/" + id + "/pin", 200);
        call(Request.Method.PUT, "/api/jobs/99/pin", 404);
    }

    @Test
    void everyDescribedOperationIsThere() throws Exception {
        long id = fixture.running();
        JsonNode described = new YAMLMapper().readTree(DESCRIPTION.toFile());
        Set<String> missing = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : described.get("paths").properties()) {
            String path = entry.getKey()
                    .replace("{id}", String.valueOf(id))
                    .replace("{n}", "1")
                    .replace("{version}", "1")
                    .replace("{name}", "base.css");
            HttpResponse<String> options = send(fixture.request(path).method("OPTIONS", BodyPublishers.noBody()));
            String allowed = options.headers().firstValue("Allow").orElse("");
            for (String method : new String[] {"get", "post", "put", "delete"}) {
                if (entry.getValue().has(method) != allowed.contains(method.toUpperCase(Locale.ROOT))) {
                    missing.add(method + " " + path);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private void get(String path, int status) {
        call(Request.Method.GET, path, status);
    }

    /** A call that says nothing but what is wanted. */
    private void call(Request.Method method, String path, int status) {
        assertAsDescribed(
                method,
                path,
                status,
                send(fixture.request(path).method(method.name(), BodyPublishers.noBody())),
                new SimpleRequest.Builder(method, path)
                        .withAuthorization("Bearer " + fixture.signIn.token())
                        .build());
    }

    private void search(long id, String text) {
        String path = "/api/logs/" + id + "/search";
        assertAsDescribed(
                Request.Method.GET,
                path,
                200,
                fixture.get(path + "?q=" + text),
                SimpleRequest.Builder.get(path)
                        .withAuthorization("Bearer " + fixture.signIn.token())
                        .withQueryParam("q", text)
                        .build());
    }

    private void post(String path, String body, int status) {
        assertAsDescribed(
                Request.Method.POST,
                path,
                status,
                fixture.post(path, body),
                SimpleRequest.Builder.post(path)
                        .withAuthorization("Bearer " + fixture.signIn.token())
                        .withContentType("application/json")
                        .withBody(body)
                        .build());
    }

    private void assertAsDescribed(
            Request.Method method, String path, int status, HttpResponse<String> answer, Request request) {
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        SimpleResponse.Builder response =
                SimpleResponse.Builder.status(answer.statusCode()).withBody(answer.body());
        answer.headers().map().forEach((name, values) -> response.withHeader(name, values));
        assertThat(messages(validator.validateResponse(path, method, response.build())))
                .as(answer.body())
                .isEmpty();
        assertThat(messages(validator.validateRequest(request))).as(path).isEmpty();
    }

    private static String messages(ValidationReport report) {
        StringBuilder messages = new StringBuilder();
        report.getMessages().forEach(message -> messages.append(message).append('\n'));
        return messages.toString();
    }
}
