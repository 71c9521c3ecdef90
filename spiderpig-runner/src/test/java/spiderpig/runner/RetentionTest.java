package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.Job;

final class RetentionTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    private Retention after(RunningSystem system, Duration time, int jobs) {
        return new Retention(
                system.database(),
                system.logs(),
                directory.resolve("jobs"),
                Clock.offset(Clock.systemUTC(), time),
                new Retention.Policy(DAY, jobs));
    }

    @Test
    void aJobThatIsOldEnoughGoesWithItsLog() {
        try (RunningSystem system = new RunningSystem(directory, RunningSystem.sh("echo x"))) {
            long id = system.run();
            system.end(id);
            try (Retention young = after(system, Duration.ofHours(23), 10);
                    Retention old = after(system, Duration.ofHours(25), 10)) {
                assertThat(young.collect().jobs()).isEmpty();
                assertThat(old.forgettable()).extracting(Job::id).containsExactly(id);
                assertThat(system.logs().find(id)).isPresent();

                assertThat(old.collect().jobs()).extracting(Job::id).containsExactly(id);
            }
            assertThat(system.database().jobs().find(id)).isEmpty();
            assertThat(system.logs().find(id)).isEmpty();
        }
    }

    @Test
    void ofTooManyJobsTheOldestGoButNoPinnedOneAndNoneThatRuns() {
        try (RunningSystem system = new RunningSystem(directory, RunningSystem.sh("read x"))) {
            long running = system.run();
            long pinned = system.run();
            long old = system.run();
            long newest = system.run();
            for (long id : List.of(pinned, old, newest)) {
                system.answer(id, "");
                system.end(id);
            }
            system.database().jobs().pin(pinned, true);
            try (Retention retention = after(system, Duration.ZERO, 1)) {
                assertThat(retention.collect().jobs()).extracting(Job::id).containsExactly(old);
                assertThat(retention.keptByPin()).extracting(Job::id).containsExactly(pinned);
            }
            assertThat(system.database().jobs().find(running)).isPresent();
            system.answer(running, "");
            system.end(running);
        }
    }

    @Test
    void aLogThatCannotBeDeletedStaysAndTheOthersGo() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, RunningSystem.sh("echo x"))) {
            long stuck = system.run();
            system.end(stuck);
            long other = system.run();
            system.end(other);
            Path index = directory.resolve("logs").resolve(stuck + ".index");
            Files.deleteIfExists(index);
            Files.createDirectories(index.resolve("in the way"));
            try (Retention retention = after(system, Duration.ofDays(2), 10)) {
                Retention.Collected collected = retention.collect();
                assertThat(collected.jobs()).extracting(Job::id).containsExactly(stuck, other);
                assertThat(collected.left())
                        .singleElement()
                        .asString()
                        .startsWith("Log " + stuck + " cannot be deleted: ");
                assertThat(system.logs().ids()).containsExactly(stuck);

                Files.delete(index.resolve("in the way"));
                assertThat(retention.collect().left()).isEmpty();
            }
            assertThat(system.logs().ids()).isEmpty();
        }
    }

    @Test
    void aDirectoryThatCannotBeDeletedIsTriedAgainAndTheOthersGo() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, RunningSystem.sh("echo x"));
                Retention retention = after(system, Duration.ofDays(2), 10)) {
            Path jobs = directory.resolve("jobs");
            Files.createDirectory(jobs.resolve("100"));
            Files.createDirectory(jobs.resolve("102"));
            Path stuck = jobs.resolve("101");
            try (SmallDisk mounted = SmallDisk.mount(stuck, "100k")) {
                assertThat(retention.collect().left())
                        .singleElement()
                        .asString()
                        .startsWith("The directory of job 101 cannot be deleted: ");
                assertThat(jobs).isDirectoryNotContaining("glob:**/10[02]");
            }
            assertThat(retention.collect().left()).isEmpty();
            assertThat(stuck).doesNotExist();
        }
    }

    @Test
    void aLogWhoseRowIsGoneAlreadyGoesToo() {
        try (RunningSystem system = new RunningSystem(directory, RunningSystem.sh("echo x"))) {
            long id = system.run();
            system.end(id);
            system.database().jobs().delete(id); // and then the server was killed
            try (Retention retention = after(system, Duration.ZERO, 10)) {
                retention.collect();
            }
            assertThat(system.logs().find(id)).isEmpty();
        }
    }
}
