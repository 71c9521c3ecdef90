package spiderpig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static spiderpig.http.Fixture.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.Choice;
import spiderpig.core.Outcome;
import spiderpig.core.ParameterValue;
import spiderpig.core.Progress;
import spiderpig.core.Question;
import spiderpig.logstore.Checkpoint;

/** What each call answers when all is well. */
class ApiTest {
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

    @Test
    void theNotesTranscriptIsADeployment() {
        assertThat(fixture.get("/api/job").body()).isEqualTo("{\"jobs\":[]}");
        HttpResponse<String> started =
                fixture.post("/api/job", "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"1234567\"]}}");
        assertThat(started.statusCode()).isEqualTo(201);
        assertThat(started.body()).isEqualTo("{\"id\":1}");
        assertThat(started.headers().firstValue("Location")).contains("/job/1");
        assertThat(fixture.get("/api/jobs/1/status").body()).isEqualTo("{\"status\":\"queued\"}");

        fixture.database.jobs().start(1);
        assertThat(fixture.get("/api/jobs/1/status").body()).isEqualTo("{\"status\":\"in progress\"}");
        assertThat(fixture.get("/api/job").body()).startsWith("{\"jobs\":[{\"id\":1,");
        fixture.print(1, "asdfasdf");
        assertThat(fixture.get("/api/logs/1").body()).isEqualTo("[\"asdfasdf\"]");

        assertThat(fixture.get("/api/jobs/1/interactions").body()).isEqualTo("{\"interaction\":null}");
        fixture.ask(1, 8);
        assertThat(fixture.get("/api/jobs/1/interactions").body())
                .startsWith("{\"interaction\":{\"id\":1,\"prompt\":\"continue?\","
                        + "\"responses\":[{\"yes\":\"y\",\"no\":\"n\",\"abort\":\"a\"}]");
        HttpResponse<String> answered = fixture.post("/api/job/1/interactions/1", "{\"response\":\"y\"}");
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(answered.body()).isEqualTo("{\"id\":1,\"response\":\"y\",\"respondedBy\":\"alice\"}");
        assertThat(fixture.get("/api/jobs/1/interactions").body()).isEqualTo("{\"interaction\":null}");

        fixture.database.jobs().finish(1, Outcome.succeeded());
        assertThat(fixture.get("/api/jobs/1/status").body())
                .isEqualTo("{\"status\":\"complete\",\"success\":true,\"errors\":[]}");
    }

    @Test
    void bothWordsForAJobMeanTheSame() {
        long id = fixture.running();
        for (String path : List.of("", "/status", "/interactions")) {
            assertThat(fixture.get("/api/job/" + id + path).body())
                    .isEqualTo(fixture.get("/api/jobs/" + id + path).body());
        }
        assertThat(fixture.post("/api/job/" + id + "/cancel", "").statusCode()).isEqualTo(202);
        assertThat(fixture.post("/api/jobs/" + id + "/cancel", "").statusCode()).isEqualTo(202);
    }

    @Test
    void aJobHasAllItsFieldsInTheirOrder() {
        long id = fixture.running();
        fixture.database.jobs().activity(id, "syncing");
        fixture.database.jobs().progress(id, new Progress("sync", 10L, 2L, 3, 1, 40, false));
        JsonNode job = json(fixture.get("/api/jobs/" + id));
        assertThat(job.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "command",
                        "parameters",
                        "description",
                        "owner",
                        "status",
                        "success",
                        "errors",
                        "exitStatus",
                        "cancelledBy",
                        "createdAt",
                        "startedAt",
                        "finishedAt",
                        "activity",
                        "progress",
                        "interaction",
                        "stopSignal",
                        "nextSignal",
                        "pinned");
        assertThat(job.get("parameters")).hasToString("{\"text\":\"hello\"}");
        assertThat(job.get("progress"))
                .hasToString("{\"name\":\"sync\",\"total\":10,\"done\":3,\"failed\":1,\"percent\":40}");
        assertThat(job.get("finishedAt").isNull()).isTrue();
        assertThat(job.get("createdAt").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(job.get("nextSignal").textValue()).isEqualTo("SIGINT");
    }

    @Test
    void cancellingEscalatesUnlessTheStepThatWasMeantIsTaken() {
        long id = fixture.running();
        String cancel = "/api/jobs/" + id + "/cancel";
        assertThat(fixture.post(cancel, "").body()).isEqualTo("{\"id\":" + id + ",\"signal\":\"SIGINT\"}");
        assertThat(fixture.post(cancel, "{\"signal\":\"SIGINT\"}").body()).contains("SIGINT");
        assertThat(fixture.post(cancel, "{}").body()).contains("SIGTERM");
        JsonNode job = json(fixture.get("/api/jobs/" + id));
        assertThat(job.get("stopSignal").textValue()).isEqualTo("SIGTERM");
        assertThat(job.get("nextSignal").textValue()).isEqualTo("SIGKILL");
        assertThat(job.get("cancelledBy").textValue()).isEqualTo("alice");
        assertThat(fixture.post("/api/jobs/" + id + "/close-input", "{}").statusCode())
                .isEqualTo(202);
    }

    @Test
    void theHistoryIsPagedNewestFirst() {
        for (int i = 0; i < 5; i++) {
            fixture.running();
        }
        List<Long> ids = new ArrayList<>();
        String path = "/api/jobs?limit=2";
        for (JsonNode next; path != null; path = next.isNull() ? null : "/api/jobs?limit=2&before=" + next) {
            JsonNode page = json(fixture.get(path));
            page.get("jobs").forEach(job -> ids.add(job.get("id").longValue()));
            next = page.get("next");
        }
        assertThat(ids).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(json(fixture.get("/api/jobs?status=in+progress&q=HELL")).get("jobs"))
                .hasSize(5);
        assertThat(json(fixture.get("/api/jobs?status=complete")).get("jobs")).isEmpty();
    }

    @Test
    void whatIsKeptIsAsNewAsTheLastCommit() {
        long id = fixture.running();
        for (int i = 0; i < 200; i++) {
            fixture.database.jobs().activity(id, "step " + i);
            assertThat(fixture.get("/api/jobs/" + id).body()).contains("\"step " + i + "\"");
        }
    }

    @Test
    void aLogIsReadInPages() {
        long id = fixture.running();
        assertThat(fixture.get("/api/logs/" + id).body()).isEqualTo("[]");
        assertThat(fixture.get("/api/logs/" + id + "/size").body()).isEqualTo("{\"lines\":0,\"complete\":false}");
        fixture.printNumbered(id, 0, 25);
        HttpResponse<String> page = fixture.get("/api/logs/" + id + "?from=10&count=10");
        assertThat(json(page)).hasSize(10);
        assertThat(json(page).get(0).textValue()).isEqualTo("line 10");
        assertThat(page.headers().firstValue("X-Total-Lines")).contains("25");
        assertThat(page.headers().firstValue("Link")).contains("</api/logs/" + id + "?from=20&count=10>; rel=\"next\"");
        HttpResponse<String> end = fixture.get("/api/logs/" + id + "?from=-2");
        assertThat(end.body()).isEqualTo("[\"line 23\",\"line 24\"]");
        assertThat(end.headers().firstValue("Link")).isEmpty();
        assertThat(fixture.get("/api/logs/" + id + "/lines?from=24").body())
                .isEqualTo(
                        "[{\"n\":24,\"at\":\"2026-01-01T12:00:00.123Z\",\"kind\":\"output\",\"text\":\"line 24\",\"masked\":false}]");
        fixture.logs.create(id).writer().complete(Checkpoint.START);
        assertThat(fixture.get("/api/logs/" + id + "/size").body()).isEqualTo("{\"lines\":25,\"complete\":true}");
    }

    @Test
    void aLogIsDownloadedWhole() {
        long id = fixture.running();
        fixture.printNumbered(id, 0, 100_000);
        HttpResponse<String> text = fixture.get("/api/logs/" + id + "/text");
        assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(text.body().lines()).hasSize(100_000).startsWith("line 0").endsWith("line 99999");
    }

    @Test
    void aLogIsSearchedBothWays() {
        long id = fixture.running();
        String search = "/api/logs/" + id + "/search?q=";
        assertThat(fixture.get(search + "x").body()).isEqualTo("{\"match\":null,\"cursor\":null}");
        fixture.printNumbered(id, 0, 1_000);
        fixture.print(id, "hunter2");
        assertThat(fixture.get(search + "LINE+7").body())
                .isEqualTo("{\"match\":{\"n\":7,\"text\":\"line 7\"},\"cursor\":null}");
        assertThat(fixture.get(search + "line+7&from=8").body()).contains("\"n\":70,");
        assertThat(fixture.get(search + "line+7&direction=previous").body()).contains("\"n\":799,");
        assertThat(fixture.get(search + "%5Eline+.9%24&regex=true&from=20").body())
                .contains("\"n\":29,");
        assertThat(fixture.get(search + "LINE&case=true").body()).contains("\"match\":null");
        assertThat(fixture.get(search + "hunter2").body())
                .as("a secret can't be found")
                .contains("\"match\":null");
        assertThat(fixture.get(search + "hunter2&masked=false").body()).contains("\"n\":1000,");
        for (String wrong : List.of("", "x&direction=up", "(&regex=true", "x&case=maybe")) {
            assertThat(fixture.get(search + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void secretsAreMaskedUnlessTheRightIsThereAndThenItIsRecorded() {
        long id = fixture.running();
        fixture.print(id, "password=hunter2");
        fixture.database.interactions().register(id, Question.text("password=hunter2 ok?", null, 5));
        for (String path : List.of(
                "/api/logs/" + id,
                "/api/logs/" + id + "/lines",
                "/api/logs/" + id + "/text",
                "/api/jobs/" + id + "/interactions")) {
            assertThat(fixture.get(path).body())
                    .as(path)
                    .doesNotContain("hunter2")
                    .contains("•••");
        }
        assertThat(directory.resolve("audit.log")).doesNotExist();
        assertThat(fixture.get("/api/logs/" + id + "?masked=false").body()).contains("hunter2");
        assertThat(directory.resolve("audit.log"))
                .content()
                .contains("\"user\":\"alice\"")
                .contains("\"log\":" + id);
        HttpResponse<String> refused = Fixture.send(fixture.requestAs("bob", "/api/logs/" + id + "?masked=false"));
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void whatIsToldAgainInARefusalIsMasked() {
        long id = fixture.running();
        fixture.database
                .interactions()
                .register(
                        id,
                        Question.choices(
                                "which?", List.of(new Choice("use hunter2", "a"), new Choice("none", "b")), null, 5));
        assertThat(fixture.get("/api/jobs/" + id + "/interactions").body())
                .contains("{\"use •••\":\"a\",\"none\":\"b\"}");
        assertThat(fixture.post("/api/jobs/" + id + "/interactions/1", "{\"response\":\"hunter2\"}")
                        .body())
                .doesNotContain("hunter2");
        fixture.post("/api/jobs/" + id + "/interactions/1", "{\"response\":\"a\"}");
        fixture.database.interactions().register(id, Question.text("who?", null, 9));
        String answer = "{\"response\":\"my hunter2\"}";
        assertThat(fixture.post("/api/jobs/" + id + "/interactions/2", answer).body())
                .contains("\"my •••\"");
        HttpResponse<String> late = fixture.post("/api/jobs/" + id + "/interactions/2", answer);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("\"response\":\"my •••\"").doesNotContain("hunter2");
        assertThat(fixture.post(
                                "/api/job",
                                "{\"command\":\"backport\",\"parameters\":{\"changeIds\":[\"hunter2\"],\"hunter2\":\"x\"}}")
                        .body())
                .contains("•••")
                .doesNotContain("hunter2\" is");
    }

    @Test
    void whoMayActMayPinAJobWhichIsRecordedOnce() {
        long id = fixture.running();
        String pin = "/api/jobs/" + id + "/pin";
        assertThat(call("bob", "PUT", pin)).isEqualTo(403);
        assertThat(fixture.get("/api/jobs/" + id).body()).contains("\"pinned\":false");
        assertThat(call("alice", "PUT", pin)).isEqualTo(200);
        assertThat(call("alice", "PUT", pin)).isEqualTo(200);
        assertThat(fixture.get("/api/jobs/" + id).body()).contains("\"pinned\":true");
        assertThat(call("alice", "DELETE", "/api/job/" + id + "/pin")).isEqualTo(200);
        assertThat(fixture.get("/api/jobs?limit=1").body()).contains("\"pinned\":false");
        assertThat(directory.resolve("audit.log"))
                .content()
                .matches("(?s)\\{.*alice.*\"pin\",\"job\":" + id + "}\n\\{.*alice.*\"unpin\",\"job\":" + id + "}\n");
        assertThat(call("alice", "PUT", "/api/jobs/99/pin")).isEqualTo(404);
    }

    private int call(String user, String method, String path) {
        return Fixture.send(fixture.requestAs(user, path).method(method, BodyPublishers.noBody()))
                .statusCode();
    }

    @Test
    void theSmallCallsAnswer() {
        assertThat(fixture.get("/api/whoami").body())
                .isEqualTo("{\"user\":\"alice\",\"mayRespond\":true,\"mayUnmask\":true}");
        assertThat(json(fixture.get("/api/commands")).at("/commands/0/parameters/0"))
                .hasToString("{\"name\":\"changeIds\",\"label\":\"Changes\",\"kind\":\"gerrit-change\",\"list\":true,"
                        + "\"min\":1,\"max\":20,\"choices\":[]}");
        fixture.troubles.add("The disk is full.");
        assertThat(Fixture.send(fixture.anonymous("/healthz")).body())
                .isEqualTo("{\"status\":\"ok\",\"version\":\"1.2.3\",\"troubles\":[\"The disk is full.\"]}");
    }

    @Test
    void aFreeTextQuestionHasNoResponses() {
        long id = fixture.running();
        fixture.database.interactions().register(id, Question.secret("Token: ", 5));
        JsonNode asked = json(fixture.get("/api/jobs/" + id + "/interactions")).get("interaction");
        assertThat(asked.get("responses")).hasToString("[]");
        assertThat(asked.get("type").textValue()).isEqualTo("secret");
        assertThat(fixture.post("/api/jobs/" + id + "/interactions/1", "{\"response\":\"s3cret\"}")
                        .body())
                .isEqualTo("{\"id\":1,\"response\":\"•••\",\"respondedBy\":\"alice\"}");
    }

    @Test
    void headAnswersAsGetWithoutABody() {
        fixture.database.jobs().create("echo", Map.of("text", ParameterValue.of("x")), "alice");
        HttpResponse<String> head = Fixture.send(
                fixture.request("/api/jobs/1").method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(fixture.get("/api/jobs/1").body().length());
    }
}
