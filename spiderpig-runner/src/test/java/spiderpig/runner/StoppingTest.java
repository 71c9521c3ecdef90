package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static spiderpig.runner.RunningSystem.SOON;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.Command;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.Intervention;
import spiderpig.core.InterventionKind;
import spiderpig.core.PromptMode;
import spiderpig.logstore.LogStore;

/** The steps by which a job is stopped, by a clock that the test sets and with a real process that takes the signals. */
class StoppingTest {
    private static final Duration TIMEOUT = Duration.ofHours(4);
    private static final Command COMMAND = RunningSystem.command(List.of("true"), PromptMode.AUTO, TIMEOUT);

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-01-01T03:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Database database;
    private LogStore logs;
    private JobDirectory files;
    private long job;
    private Stopping stopping;
    private @Nullable Process process;

    @BeforeEach
    void startAJob() throws IOException {
        database = Database.open(directory.resolve("db"), Commands.of(List.of(COMMAND)), clock);
        logs = LogStore.open(directory.resolve("logs"));
        job = database.jobs().create("sh", Map.of(), "alice").id();
        database.jobs().start(job);
        files = JobDirectory.of(directory, job);
        files.create(IoKey.random(), false);
        stopping = stopping();
    }

    @AfterEach
    void endAll() {
        Optional.ofNullable(process).ifPresent(Process::destroyForcibly);
        logs.close();
        database.close();
    }

    private Stopping stopping() {
        return new Stopping(
                database.jobs().get(job),
                Optional.of(COMMAND),
                new JobProcesses(files, IoKey.random()),
                new RunnerContext(database, logs, Commands.of(List.of(COMMAND)), clock, RunnerSettings.defaults()));
    }

    /** Gives the job its first process, which writes down the signals that it gets and lives on. */
    private void startTheLeader() throws IOException {
        process = new ProcessBuilder(
                        "setsid",
                        "sh",
                        "-c",
                        "trap 'echo INT >>signals' INT; trap 'echo TERM >>signals' TERM; touch signals;"
                                + " while :; do sleep 0.02; done")
                .directory(directory.toFile())
                .start();
        await().atMost(SOON).until(() -> Files.exists(directory.resolve("signals")));
        ProcessStatus status = ProcessStatus.of(process.pid()).orElseThrow();
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        Files.createSymbolicLink(
                files.path().resolve("leader"), Path.of(process.pid() + ":" + status.startTicks() + ":" + boot));
    }

    private void advance(Duration by) {
        now = now.plus(by);
    }

    private void awaitSignals(String... expected) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Files.readAllLines(directory.resolve("signals")))
                        .containsExactly(expected));
    }

    private List<Intervention> asked() {
        return database.jobs().interventionsSince(job, 0);
    }

    private Intervention lastAsked() {
        return asked().get(asked().size() - 1);
    }

    @Test
    void eachStepFollowsWhenTheGracePeriodIsOverAndNoSooner() throws IOException {
        startTheLeader();
        database.jobs().stop(job, "carol", null);
        assertThat(stopping.take(lastAsked())).isTrue();
        awaitSignals("INT");
        assertThat(stopping.describe(lastAsked()))
                .isEqualTo("SIGINT sent: cancelled by carol; SIGTERM follows in 30 s");

        advance(Duration.ofMillis(29_999));
        stopping.askForNext();
        assertThat(asked()).hasSize(1);
        advance(Duration.ofMillis(1));
        stopping.askForNext();
        assertThat(lastAsked().kind()).isEqualTo(InterventionKind.TERMINATE);
        assertThat(stopping.take(lastAsked())).isTrue();
        awaitSignals("INT", "TERM");

        advance(Duration.ofSeconds(10));
        stopping.askForNext();
        assertThat(lastAsked().kind()).isEqualTo(InterventionKind.KILL);
        assertThat(stopping.describe(lastAsked())).isEqualTo("SIGKILL sent: it did not end within 10 s");
        assertThat(stopping.take(lastAsked())).isTrue();
        advance(Duration.ofDays(1));
        stopping.askForNext();
        assertThat(asked()).as("nothing follows").hasSize(3);
        assertThat(stopping.reason()).contains("cancelled by carol");
    }

    @Test
    void aStepIsTakenOnceThoughItIsLoggedLater() throws IOException {
        startTheLeader();
        database.jobs().stop(job, "carol", null);
        stopping.takeUnlogged(0);
        awaitSignals("INT");
        stopping.takeUnlogged(0);
        assertThat(stopping.take(lastAsked())).isTrue();
        database.jobs().stop(job, "carol", null);
        stopping.takeUnlogged(0);
        awaitSignals("INT", "TERM");
    }

    @Test
    void aStepWaitsForAProcessThatIsNotThereYet() throws IOException {
        database.jobs().stop(job, "carol", null);
        assertThat(stopping.take(lastAsked())).isFalse();
        startTheLeader();
        assertThat(stopping.take(lastAsked())).isTrue();
        awaitSignals("INT");
    }

    @Test
    void whatIsTakenUpAgainGoesOnWithTheNextStep() throws IOException {
        startTheLeader();
        database.jobs().stop(job, "carol", null);
        stopping.take(lastAsked());
        awaitSignals("INT");

        stopping = stopping();
        stopping.resume(asked());
        advance(Duration.ofSeconds(30));
        stopping.askForNext();
        assertThat(lastAsked().kind()).isEqualTo(InterventionKind.TERMINATE);
        assertThat(stopping.reason()).contains("cancelled by carol");
    }

    @Test
    void aJobThatRunsTooLongIsStopped() {
        advance(TIMEOUT.minusSeconds(1));
        stopping.askForNext();
        assertThat(asked()).isEmpty();
        advance(Duration.ofSeconds(1));
        stopping.askForNext();
        stopping.askForNext();
        assertThat(asked()).singleElement().satisfies(step -> {
            assertThat(step.kind()).isEqualTo(InterventionKind.INTERRUPT);
            assertThat(step.reason()).contains("it ran longer than 4 h");
        });
    }
}
