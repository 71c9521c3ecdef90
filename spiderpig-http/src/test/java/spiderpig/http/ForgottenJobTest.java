package spiderpig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.Outcome;
import spiderpig.logstore.Checkpoint;
import spiderpig.logstore.LogStore;
import spiderpig.logstore.RecordKind;

/** What another process, as {@code gc} is, forgets while this one serves it. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ForgottenJobTest {
    private static final int LINES = 20_000;

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

    /** A finished job, whose log is longer than what a connection and its two ends hold of it. */
    private long finished() {
        long job = fixture.running();
        byte[] line = "x".repeat(2000).getBytes(StandardCharsets.US_ASCII);
        var writer = fixture.logs.create(job).writer();
        for (int i = 0; i < LINES; i++) {
            writer.line(RecordKind.OUTPUT, Fixture.NOON, false, line, 0, line.length);
        }
        writer.complete(Checkpoint.START);
        fixture.database.jobs().finish(job, Outcome.succeeded());
        return job;
    }

    private void forgetRow(long job) {
        try (Database other =
                Database.open(directory.resolve("spiderpig.db"), Commands.of(List.of()), Clock.systemUTC())) {
            assertThat(other.jobs().delete(job)).isTrue();
        }
    }

    private void forgetLog(long job) {
        try (LogStore other = LogStore.open(directory.resolve("logs"))) {
            other.delete(job);
        }
    }

    private void assertUnknown(long job) {
        for (String path : List.of("", "/lines", "/size", "/text", "/search?q=x", "/stream")) {
            for (String query : List.of("", "masked=false")) {
                String address = "/api/logs/" + job + path + (path.contains("?") ? "&" : "?") + query;
                assertThat(fixture.get(address).statusCode()).as(address).isEqualTo(404);
            }
        }
    }

    @Test
    void aLogThatIsGoneIsOneThatNeverWas() {
        long job = finished();
        assertThat(fixture.get("/api/logs/" + job + "?from=-5").statusCode()).isEqualTo(200);
        forgetRow(job);
        forgetLog(job);
        assertUnknown(job);
        assertThat(fixture.logs.find(job)).isEmpty();
    }

    @Test
    void aLogWhoseJobIsForgottenIsNotShownThoughItCannotBeDeleted() {
        long job = finished();
        assertThat(fixture.get("/api/logs/" + job + "/size").statusCode()).isEqualTo(200);
        forgetRow(job);
        assertUnknown(job);
    }

    @Test
    void aStreamEndsInTheMiddleOfALogThatIsDeleted() throws Exception {
        long job = finished();
        try (EventReader viewer = EventReader.open(fixture.request("/api/logs/" + job + "/stream"), null)) {
            assertThat(viewer.next().name()).isEqualTo("lines");
            forgetRow(job);
            forgetLog(job);
            EventReader.Event last = null;
            for (EventReader.Event event; (event = viewer.next()) != null; ) {
                last = event;
            }
            assertThat(last.name()).isEqualTo("end");
            assertThat(Long.parseLong(viewer.lastId())).isBetween(1L, LINES - 1L);
        }
    }

    @Test
    void aSearchThatIsOvertakenByTheDeletionFindsNoLog() {
        long job = finished();
        var log = fixture.logs.find(job).orElseThrow();
        forgetLog(job);
        assertThat(Problem.of(catchThrowable(() -> log.read(0, 10))).isNotFound())
                .isTrue();
    }
}
