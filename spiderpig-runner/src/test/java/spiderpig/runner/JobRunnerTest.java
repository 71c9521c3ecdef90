package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static spiderpig.runner.RunningSystem.SOON;
import static spiderpig.runner.RunningSystem.bash;
import static spiderpig.runner.RunningSystem.command;
import static spiderpig.runner.RunningSystem.sh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.Choice;
import spiderpig.core.Command;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.InteractionWithdrawnException;
import spiderpig.core.Job;
import spiderpig.core.PromptMode;
import spiderpig.logstore.RecordKind;

class JobRunnerTest {
    @TempDir
    Path directory;

    @Test
    void theOutputOfAJobIsItsLog() {
        try (RunningSystem system = new RunningSystem(directory, sh("echo one; echo two >&2; printf three"))) {
            long id = system.run();
            Job job = system.end(id);
            assertThat(job.success()).contains(true);
            assertThat(job.exitStatus()).hasValue(0);
            assertThat(system.output(id)).containsExactly("one", "two", "three");
            assertThat(system.logs().find(id).orElseThrow().complete()).isTrue();
            assertThat(system.leftovers()).isEmpty();
        }
    }

    @Test
    void anExitStatusIsToldAsASentence() {
        try (RunningSystem system = new RunningSystem(directory, sh("exit 3"))) {
            Job job = system.end(system.run());
            assertThat(job.success()).contains(false);
            assertThat(job.exitStatus()).hasValue(3);
            assertThat(job.errors()).containsExactly("exited with status 3");
        }
    }

    @Test
    void aSignalThatKilledTheJobIsNamed() {
        try (RunningSystem system = new RunningSystem(directory, sh("kill -KILL $$"))) {
            Job job = system.end(system.run());
            assertThat(job.exitStatus()).hasValue(137);
            assertThat(job.errors()).containsExactly("exited with status 137, as when killed by SIGKILL");
        }
    }

    @Test
    void aMissingProgramIsNamed() {
        try (RunningSystem system =
                new RunningSystem(directory, command(List.of("no-such-program"), PromptMode.AUTO, null))) {
            long id = system.run();
            Job job = system.end(id);
            assertThat(job.errors()).containsExactly("could not start: no-such-program: No such file or directory");
            assertThat(system.lines(id, RecordKind.EVENT)).isEqualTo(job.errors());
            assertThat(system.leftovers()).isEmpty();
        }
    }

    @Test
    void anAnswerReachesTheJobOnce() {
        try (RunningSystem system = new RunningSystem(
                directory, sh("printf 'Continue? [y/n] '; read a; echo \"got $a\"; read -r b || echo end"))) {
            long id = system.run();
            assertThat(system.question(id).prompt()).isEqualTo("Continue? [y/n]");
            system.answer(id, "y");
            system.awaitOutput(id, "got y");
            assertThat(system.lines(id).subList(0, 3)).containsExactly("Continue? [y/n] ", "y (yes) — bob", "got y");
            system.database().jobs().closeInput(id, "carol");
            system.end(id);
            assertThat(system.lines(id)).contains("end", "Input closed by carol");
        }
    }

    @Test
    void eachListOfABashScriptIsThatOfItsQuestion() {
        try (RunningSystem system = new RunningSystem(
                directory,
                bash("PS3='Take: '; select f in apple pear; do echo \"$f\"; break; done;"
                        + " select c in red green blue; do echo \"$c\"; [ $c = blue ] && break; done"))) {
            long id = system.run();
            assertThat(labels(system, id)).containsExactly("apple", "pear");
            system.answer(id, "2");
            assertThat(labels(system, id)).containsExactly("red", "green", "blue");
            system.answer(id, "1");
            system.awaitOutput(id, "red");
            assertThat(labels(system, id)).as("asked again without the list").containsExactly("red", "green", "blue");
            system.answer(id, "3");
            system.end(id);
            assertThat(system.output(id)).endsWith("blue");
        }
    }

    private static List<String> labels(RunningSystem system, long id) {
        return system.question(id).choices().stream().map(Choice::label).toList();
    }

    @Test
    void aJobThatWaitsAgainWithoutAWordIsAskedAboutAgain() {
        try (RunningSystem system = new RunningSystem(directory, sh("read a; read b; read c; echo $a$b$c"))) {
            long id = system.run();
            system.answer(id, "1");
            system.answer(id, "2");
            system.answer(id, "3");
            system.end(id);
            assertThat(system.output(id)).containsExactly("123");
            assertThat(system.database().interactions().ofJob(id)).hasSize(3);
        }
    }

    @Test
    void twentyJobsRunAtOnce() {
        try (RunningSystem system =
                new RunningSystem(directory, sh("printf '? '; read a; echo $a $SPIDERPIG_JOB_ID"))) {
            List<Long> ids = IntStream.range(0, 20).mapToObj(i -> system.run()).toList();
            ids.forEach(id -> system.answer(id, "n"));
            ids.forEach(id -> {
                system.end(id);
                assertThat(system.output(id)).containsExactly("n " + id);
            });
        }
    }

    @Test
    void aRestartLosesNeitherOutputNorQuestionNorAnswer() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(
                        "i=0; while [ $i -lt 5 ]; do i=$((i+1)); echo $i; printf 'go on %s? ' $i; read a; echo \"=$a\"; done"))) {
            long id = system.run();
            for (int i = 1; i <= 5; i++) {
                int number = system.question(id).number();
                system.restart();
                assertThat(system.question(id).number()).isEqualTo(number).isEqualTo(i);
                system.answer(id, "a" + i);
                system.restart();
            }
            assertThat(system.end(id).success()).contains(true);
            assertThat(system.output(id)).containsExactly("1", "=a1", "2", "=a2", "3", "=a3", "4", "=a4", "5", "=a5");
            assertThat(system.lines(id, RecordKind.PROMPT)).hasSize(5);
            assertThat(system.lines(id, RecordKind.RESPONSE))
                    .containsExactly("a1 — bob", "a2 — bob", "a3 — bob", "a4 — bob", "a5 — bob");
        }
    }

    @Test
    void whatHappenedWhileNoServerRanIsFoundAtTheNextStart() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh("echo begin; while [ ! -e '" + directory + "/go' ]; do sleep 0.01; done;"
                        + " seq 1 5000; exit 4"))) {
            long id = system.run();
            system.awaitOutput(id, "begin");
            system.stop();
            assertThat(directory.resolve("go").toFile().mkdir()).isTrue();
            await().atMost(SOON).until(() -> system.directory(id).exit().isPresent());
            system.start();
            assertThat(system.end(id).exitStatus()).hasValue(4);
            assertThat(system.output(id))
                    .hasSize(5001)
                    .startsWith("begin", "1", "2")
                    .endsWith("5000");
        }
    }

    @Test
    void aJobThatNobodyExpectsToStartAnyMoreIsNotStarted() {
        Command touch = sh("touch '" + directory + "/ran'");
        Clock earlier = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
        long id;
        try (Database database = Database.open(directory.resolve("db"), Commands.of(List.of(touch)), earlier)) {
            id = database.jobs().create("sh", Map.of(), "alice").id();
        }
        try (RunningSystem system = new RunningSystem(directory, touch)) {
            assertThat(system.end(id).errors())
                    .containsExactly("could not start: no server ran when it was asked for; the command has not run");
        }
        assertThat(directory.resolve("ran")).doesNotExist();
    }

    /** A clock that throws an error when a job's thread looks at it, so many times. */
    private static Clock faulty(AtomicInteger faults) {
        InstantSource source = () -> {
            if (Thread.currentThread().getName().matches("job-\\d+")
                    && faults.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
                throw new OutOfMemoryError("as if there were none");
            }
            return Instant.now();
        };
        return source.withZone(ZoneOffset.UTC);
    }

    @Test
    void aJobWhoseThreadFailsIsTakenUpAgainAndNothingIsDoubled() throws IOException {
        AtomicInteger faults = new AtomicInteger();
        String ask = "{\"iokey\":\"%s\",\"type\":\"interaction\",\"subtype\":\"input_line\",\"prompt\":\"who?\"}";
        try (RunningSystem system = new RunningSystem(
                directory,
                RunnerSettings.defaults(),
                faulty(faults),
                sh("echo begin; while [ ! -e '" + directory + "/go' ]; do sleep 0.01; done;" + " printf 'one\\ntwo\\n"
                        + ask + "\\n' $SPIDERPIG_IO_KEY; read a; echo \"got $a\""))) {
            long id = system.run();
            system.awaitOutput(id, "begin");
            faults.set(1);
            Files.createFile(directory.resolve("go"));
            system.answer(id, "me");
            assertThat(faults).as("it has failed").hasValue(0);
            assertThat(system.end(id).success()).contains(true);
            assertThat(system.lines(id)).containsExactly("begin", "one", "two", "who?", "me — bob", "got me");
            assertThat(system.database().interactions().ofJob(id)).hasSize(1);
        }
    }

    @Test
    void aFullDiskHoldsAJobUpAndLosesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "3m");
                RunningSystem system =
                        new RunningSystem(disk.path(), sh("seq 1 400000; printf 'all? '; read a; echo $a"))) {
            long id = system.run();
            await().atMost(SOON).until(() -> !system.runner().troubles().isEmpty());
            assertThat(system.runner().troubles()).singleElement().asString().startsWith("Job " + id + " waits: ");
            disk.grow("50m");
            system.answer(id, "yes");
            assertThat(system.end(id).success()).contains(true);
            assertThat(system.runner().troubles()).isEmpty();
            List<String> expected = IntStream.rangeClosed(1, 400_000)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.toCollection(ArrayList::new));
            expected.add("yes");
            assertThat(system.output(id).equals(expected)).isTrue();
        }
    }

    @Test
    void aJobThatFillsTheDiskOfItsLogCanBeCancelledAllTheSame() throws Exception {
        RunnerSettings hasty = new RunnerSettings(Duration.ofMillis(300), Duration.ofMillis(300));
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("logs"), "1m");
                RunningSystem system = new RunningSystem(
                        directory,
                        hasty,
                        sh("trap '' INT; echo begin; head -c 3000000 /dev/zero | tr '\\0' '\\n'; sleep 1000"))) {
            long id = system.run();
            await().atMost(SOON).until(() -> !system.runner().troubles().isEmpty());
            ProcessIdentity leader = system.directory(id).leader().orElseThrow();
            system.database().jobs().stop(id, "carol", null);
            await().atMost(SOON).until(() -> !leader.isAlive());
            assertThat(system.runner().troubles()).isNotEmpty();
            disk.grow("50m");
            assertThat(system.end(id).errors())
                    .containsExactly("cancelled by carol", "exited with status 143, as when killed by SIGTERM");
            assertThat(system.lines(id, RecordKind.EVENT))
                    .containsExactly(
                            "SIGINT sent: cancelled by carol; SIGTERM follows in 0.3 s",
                            "SIGTERM sent: it did not end within 0.3 s; SIGKILL follows in 0.3 s");
        }
    }

    @Test
    void aLateAnswerToAQuestionThatTimedOutSilentlyNeverReachesTheNext() {
        Path go = directory.resolve("go");
        try (RunningSystem system = new RunningSystem(
                directory,
                bash("printf 'Go on? '; read -t 5 x; while [ ! -e '" + go + "' ]; do sleep 0.05; done;"
                        + " printf 'Really? '; read y; echo \"=$y\""))) {
            long id = system.run();
            int first = system.question(id).number();
            await().atMost(SOON).until(() -> !system.pending(id));
            assertThatThrownBy(() -> system.database().interactions().respond(id, first, "late", "bob"))
                    .isInstanceOf(InteractionWithdrawnException.class);
            assertThat(go.toFile().mkdir()).isTrue();
            system.answer(id, "sure");
            system.end(id);
            assertThat(system.output(id)).containsExactly("=sure");
        }
    }

    @Test
    void anAnswerGivenAsTheQuestionTimesOutIsNotDeliveredToTheNext() {
        try (RunningSystem system = new RunningSystem(
                directory,
                bash("printf 'Go on? '; read -t 5 x; touch '" + directory + "/over'; sleep 3;"
                        + " printf 'Really? '; read y; echo \"=$y\""))) {
            long id = system.run();
            int first = system.question(id).number();
            // The moment after: the question still stands for everybody, unless this thread was held up.
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> directory.resolve("over").toFile().exists());
            try {
                system.database().interactions().respond(id, first, "late", "bob");
            } catch (InteractionWithdrawnException e) {
                assertThat(system.pending(id)).isFalse();
            }
            await().atMost(SOON).until(() -> system.pending(id));
            system.answer(id, "sure");
            system.end(id);
            assertThat(system.output(id)).containsExactly("=sure");
        }
    }
}
