package spiderpig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.Outcome;
import spiderpig.logstore.Checkpoint;

/** The two kinds of event streams: whole, in order, resumable, and patient with slow readers. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamsTest {
    @TempDir
    Path directory;

    private Fixture fixture;
    private ExecutorService threads;

    @BeforeEach
    void start() {
        fixture = new Fixture(directory);
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        fixture.close();
    }

    private EventReader changes(String lastId) throws Exception {
        return EventReader.open(stream("/api/events"), lastId);
    }

    private HttpRequest.Builder stream(String path) {
        return fixture.request(path).timeout(Duration.ofMinutes(1));
    }

    private static JsonNode json(EventReader.Event event) throws IOException {
        return Json.MAPPER.readTree(event.data());
    }

    @Test
    void aViewerBeginsWithTheCurrentJobsAndPendingQuestions() throws Exception {
        long old = fixture.running();
        fixture.database.jobs().finish(old, Outcome.succeeded());
        long running = fixture.running();
        fixture.ask(running, 5);
        try (EventReader reader = changes(null)) {
            EventReader.Event job = reader.next();
            assertThat(job.name()).isEqualTo("job");
            assertThat(job.data()).isEqualTo(fixture.get("/api/jobs/" + running).body());
            EventReader.Event question = reader.next();
            assertThat(question.name()).isEqualTo("interaction");
            assertThat(json(question).get("state").textValue()).isEqualTo("pending");
            assertThat(fixture.get("/api/jobs/" + running + "/interactions").body())
                    .isEqualTo("{\"interaction\":" + question.data() + "}");
        }
    }

    @Test
    void aChangeIsToldAtOnce() throws Exception {
        long id = fixture.running();
        try (EventReader reader = changes(null)) {
            reader.next();
            fixture.database.jobs().activity(id, "syncing");
            assertThat(json(reader.next()).get("activity").textValue()).isEqualTo("syncing");
            int question = fixture.ask(id, 5);
            assertThat(reader.next().name()).isEqualTo("job");
            assertThat(json(reader.next()).get("id").intValue()).isEqualTo(question);
            fixture.post("/api/jobs/" + id + "/interactions/" + question, "{\"response\":\"n\"}");
            assertThat(json(reader.next()).get("interaction").isNull()).isTrue();
            JsonNode answered = json(reader.next());
            assertThat(answered.get("state").textValue()).isEqualTo("answered");
            assertThat(answered.get("respondedBy").textValue()).isEqualTo("alice");
        }
    }

    @Test
    void aViewerWhoIsCutOffAHundredTimesMissesNothingAndSeesNothingTwice() throws Exception {
        int questions = 300;
        long id = fixture.running();
        Future<?> asking = threads.submit(() -> {
            for (int i = 1; i <= questions; i++) {
                int number = fixture.ask(id, i);
                fixture.database.interactions().respond(id, number, "y", "bob");
                fixture.database.interactions().deliver(id, number);
            }
            fixture.database.jobs().finish(id, Outcome.succeeded());
            return null;
        });
        Random random = new Random(1);
        List<String> seen = new ArrayList<>();
        Map<Integer, String> states = new TreeMap<>();
        String lastId = "0";
        boolean complete = false;
        for (int cuts = 0; !complete; cuts++) {
            int atLeast = cuts < 100 ? 1 + random.nextInt(5) : Integer.MAX_VALUE;
            try (EventReader reader = changes(lastId)) {
                // Several events of one commit have one id, at the last of them: whoever is cut off between is told all
                // again.
                List<String> commit = new ArrayList<>();
                for (int events = 0; !complete && (events < atLeast || !commit.isEmpty()); events++) {
                    EventReader.Event event = reader.next();
                    commit.add(event.data());
                    JsonNode told = json(event);
                    if (event.name().equals("interaction")) {
                        states.put(told.get("id").intValue(), told.get("state").textValue());
                    } else {
                        complete = told.get("status").textValue().equals("complete");
                    }
                    if (!reader.lastId().equals(lastId)) {
                        lastId = reader.lastId();
                        for (String data : commit) {
                            seen.add(lastId + " " + data);
                        }
                        commit.clear();
                    }
                }
            }
        }
        asking.get();
        assertThat(states).hasSize(questions);
        assertThat(states.values()).containsOnly("delivered");
        assertThat(seen).doesNotHaveDuplicates();
    }

    @Test
    void aCommitWithAnyNumberOfChangesIsToldWhole() throws Exception {
        long id = fixture.running();
        long before = fixture.database.changes().revision();
        int questions = 450;
        for (int i = 1; i <= questions; i++) {
            fixture.database.interactions().respond(id, fixture.ask(id, i), "y", "bob");
        }
        fixture.database.jobs().finish(id, Outcome.succeeded()); // withdraws all of them
        try (EventReader reader = changes(String.valueOf(before))) {
            for (int i = 0; i < questions + 1; i++) {
                JsonNode told = json(reader.next());
                assertThat(told.has("state") ? told.get("state").textValue() : "withdrawn")
                        .isEqualTo("withdrawn");
            }
            fixture.running();
            assertThat(json(reader.next()).get("id").longValue()).isEqualTo(id + 1);
        }
    }

    @Test
    void aRevisionThatIsStillToComeBeginsAnew() throws Exception {
        long id = fixture.running();
        try (EventReader reader = changes("1000000")) {
            assertThat(json(reader.next()).get("id").longValue()).isEqualTo(id);
        }
    }

    @Test
    void linesComeAsTheyAreWrittenThroughAHundredCutsAndTheStreamEndsWithTheLog() throws Exception {
        int lines = 20_000;
        long id = fixture.running();
        Future<?> printing = threads.submit(() -> {
            for (int i = 0; i < lines; i += 20) {
                fixture.printNumbered(id, i, i + 20);
            }
            fixture.logs.create(id).writer().complete(Checkpoint.START);
            return null;
        });
        Random random = new Random(2);
        List<String> seen = new ArrayList<>();
        String lastId = null;
        boolean ended = false;
        for (int cuts = 0; !ended; cuts++) {
            int events = cuts < 100 ? 1 + random.nextInt(2) : Integer.MAX_VALUE;
            try (EventReader reader = EventReader.open(stream("/api/logs/" + id + "/stream?from=0"), lastId)) {
                for (int i = 0; i < events && !ended; i++) {
                    EventReader.Event event = reader.next();
                    if (event.name().equals("lines")) {
                        for (JsonNode line : json(event)) {
                            assertThat(line.get("n").intValue()).isEqualTo(seen.size());
                            seen.add(line.get("text").textValue());
                        }
                    }
                    ended = event.name().equals("end");
                    lastId = reader.lastId();
                }
                if (ended) {
                    assertThat(reader.next()).isNull();
                }
            }
        }
        printing.get();
        assertThat(seen)
                .isEqualTo(IntStream.range(0, lines).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void aViewerCanBeginAtTheEndAndBeforeThereIsALog() throws Exception {
        long id = fixture.running();
        try (EventReader early = EventReader.open(stream("/api/logs/" + id + "/stream"), null)) {
            fixture.printNumbered(id, 0, 10);
            fixture.database.jobs().activity(id, "printing");
            assertThat(json(early.next())).hasSize(10);
            try (EventReader late = EventReader.open(stream("/api/logs/" + id + "/stream?from=-2"), null)) {
                assertThat(json(late.next()).get(0).get("n").intValue()).isEqualTo(8);
                fixture.print(id, "more");
                assertThat(json(late.next()).get(0).get("text").textValue()).isEqualTo("more");
            }
        }
    }

    @Test
    void aLogThatIsMadeLongAfterTheLastCommitIsFollowedAllTheSame() throws Exception {
        long job = fixture.running();
        try (EventReader viewer = EventReader.open(fixture.request("/api/logs/" + job + "/stream?from=0"), null)) {
            // By then the server has seen the last commit, however it learns of it.
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            fixture.print(job, "first");
            assertThat(viewer.next().data()).contains("first");
        }
    }

    @Test
    void aJobThatNeverRanHasALogThatEnds() throws Exception {
        long id = fixture.database.jobs().create("echo", Map.of(), "alice").id();
        fixture.database.jobs().stop(id, "alice", null);
        try (EventReader reader = EventReader.open(stream("/api/logs/" + id + "/stream"), null)) {
            assertThat(reader.next().name()).isEqualTo("end");
        }
        assertThat(fixture.get("/api/logs/" + id + "/size").body()).isEqualTo("{\"lines\":0,\"complete\":true}");
    }

    @Test
    void streamsAreMasked() throws Exception {
        long id = fixture.running();
        fixture.print(id, "password hunter2");
        try (EventReader masked = EventReader.open(stream("/api/logs/" + id + "/stream"), null);
                EventReader unmasked = EventReader.open(stream("/api/logs/" + id + "/stream?masked=false"), null)) {
            assertThat(masked.next().data()).doesNotContain("hunter2").contains("\"masked\":true");
            assertThat(unmasked.next().data()).contains("hunter2");
        }
    }

    @Test
    void whoDoesNotReadSlowsNobodyAndHoldsNothing() throws Exception {
        long id = fixture.running();
        List<Socket> sleepers = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Socket sleeper = new Socket("localhost", fixture.server.port());
                sleepers.add(sleeper);
                sleeper.getOutputStream()
                        .write(("GET /api/logs/" + id + "/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                        + fixture.signIn.token() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            String line = "x".repeat(1_000);
            try (EventReader reader = EventReader.open(stream("/api/logs/" + id + "/stream"), null)) {
                int seen = 0;
                for (int batch = 0; batch < 100; batch++) {
                    String[] lines = new String[200];
                    Arrays.fill(lines, line);
                    fixture.print(id, lines);
                    fixture.database.jobs().activity(id, "batch " + batch);
                    for (; seen < (batch + 1) * 200; ) {
                        seen += json(reader.next()).size();
                    }
                }
                assertThat(seen).isEqualTo(20_000);
            }
            assertThat(fixture.get("/api/jobs/" + id).statusCode()).isEqualTo(200);
        } finally {
            for (Socket sleeper : sleepers) {
                sleeper.close();
            }
        }
    }

    @Test
    void theServerEndsItsStreamsWhenItStops() throws Exception {
        long id = fixture.running();
        fixture.printNumbered(id, 0, 10);
        try (EventReader changes = changes(null);
                EventReader log = EventReader.open(stream("/api/logs/" + id + "/stream"), null)) {
            changes.next();
            log.next();
            fixture.server.close();
            assertThat(changes.next()).isNull();
            assertThat(log.next()).isNull();
        }
    }

    @Test
    void readersWhoTakeNothingOfLargePagesFillNoMemory() throws Exception {
        long id = fixture.running();
        String text = "\u0001".repeat(90); // six times as long in JSON, and so more than the kernel takes
        String[] lines = new String[10_000];
        Arrays.fill(lines, text);
        fixture.print(id, lines);
        String path = "/api/logs/" + id + "/lines?count=10000";
        int page = fixture.get(path).body().length();
        int most = HeldAnswers.MAX_HELD / page;
        List<Socket> readers = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try {
            for (int reader = 0; reader < most * 3; reader++) {
                Socket socket = new Socket();
                readers.add(socket);
                socket.setReceiveBufferSize(4096);
                socket.connect(new InetSocketAddress("127.0.0.1", fixture.server.port()));
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost:" + fixture.server.port()
                                        + "\r\nAuthorization: Bearer " + fixture.signIn.token() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                if (!status.endsWith(" 200")) {
                    refused.add(status);
                }
            }
            assertThat(refused).hasSizeGreaterThanOrEqualTo(most).containsOnly("HTTP/1.1 429");
            assertThat(fixture.get("/api/logs/" + id + "/lines?count=100").statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
        }
        await().untilAsserted(() -> assertThat(fixture.get(path).statusCode()).isEqualTo(200));
    }
}
