package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static spiderpig.runner.RunningSystem.SOON;
import static spiderpig.runner.RunningSystem.command;
import static spiderpig.runner.RunningSystem.sh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.InterventionKind;
import spiderpig.core.Job;
import spiderpig.core.PromptMode;
import spiderpig.logstore.RecordKind;

class StoppingJobsTest {
    private static final RunnerSettings HASTY = new RunnerSettings(Duration.ofMillis(300), Duration.ofMillis(300));

    /** Ignores everything that can be ignored. */
    private static final String STUBBORN =
            "trap 'echo int' INT; trap 'echo term' TERM; echo ready; while :; do sleep 0.05; done";

    @TempDir
    Path directory;

    @Test
    void cancellingInterruptsTheWholeProcessGroup() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(
                        "trap 'echo parent; exit 5' INT;"
                                + " sh -c 'trap \"echo child; exit\" INT; echo ready; while :; do sleep 0.05; done'; echo on"))) {
            long id = system.run();
            system.awaitOutput(id, "ready");
            system.database().jobs().stop(id, "carol", null);
            Job job = system.end(id);
            assertThat(system.output(id)).containsExactly("ready", "child", "parent");
            assertThat(job.exitStatus()).hasValue(5);
            assertThat(job.errors()).containsExactly("cancelled by carol", "exited with status 5");
            assertThat(system.lines(id, RecordKind.EVENT))
                    .containsExactly("SIGINT sent: cancelled by carol; SIGTERM follows in 30 s");
        }
    }

    @Test
    void whatDoesNotEndIsTerminatedThenKilled() {
        try (RunningSystem system = new RunningSystem(directory, HASTY, sh(STUBBORN))) {
            long id = system.run();
            system.awaitOutput(id, "ready");
            system.database().jobs().stop(id, "carol", null);
            Job job = system.end(id);
            assertThat(job.errors())
                    .containsExactly("cancelled by carol", "exited with status 137, as when killed by SIGKILL");
            assertThat(system.output(id)).containsSubsequence("ready", "int", "term");
            assertThat(system.lines(id, RecordKind.EVENT))
                    .containsExactly(
                            "SIGINT sent: cancelled by carol; SIGTERM follows in 0.3 s",
                            "SIGTERM sent: it did not end within 0.3 s; SIGKILL follows in 0.3 s",
                            "SIGKILL sent: it did not end within 0.3 s");
        }
    }

    @Test
    void impatienceSkipsAhead() {
        try (RunningSystem system = new RunningSystem(directory, sh(STUBBORN))) {
            long id = system.run();
            system.awaitOutput(id, "ready");
            for (InterventionKind expected :
                    List.of(InterventionKind.INTERRUPT, InterventionKind.TERMINATE, InterventionKind.KILL)) {
                assertThat(system.database().jobs().stop(id, "carol", null)).isEqualTo(expected);
            }
            assertThat(system.end(id).errors())
                    .containsExactly("cancelled by carol", "exited with status 137, as when killed by SIGKILL");
            assertThat(system.lines(id, RecordKind.EVENT)).hasSize(3);
        }
    }

    @Test
    void theStepsGoOnAfterARestart() {
        try (RunningSystem system = new RunningSystem(directory, HASTY, sh(STUBBORN))) {
            long id = system.run();
            system.awaitOutput(id, "ready");
            system.database().jobs().stop(id, "carol", null);
            system.awaitOutput(id, "int");
            system.restart();
            system.awaitOutput(id, "term");
            system.restart();
            assertThat(system.end(id).errors())
                    .containsExactly("cancelled by carol", "exited with status 137, as when killed by SIGKILL");
            assertThat(system.lines(id, RecordKind.EVENT)).hasSize(3);
        }
    }

    @Test
    void whatWasCancelledWithoutAServerIsCancelledByTheNext() {
        try (RunningSystem system = new RunningSystem(directory, sh("echo ready; sleep 100"))) {
            long id = system.run();
            system.awaitOutput(id, "ready");
            system.runner().close();
            system.database().jobs().stop(id, "carol", null);
            system.restart();
            assertThat(system.end(id).errors())
                    .containsExactly("cancelled by carol", "exited with status 130, as when killed by SIGINT");
        }
    }

    @Test
    void aCommandThatRunsTooLongIsStoppedWithTheReason() {
        try (RunningSystem system = new RunningSystem(
                directory, command(List.of("sleep", "100"), PromptMode.AUTO, Duration.ofMillis(500)))) {
            Job job = system.end(system.run());
            assertThat(job.errors())
                    .containsExactly("it ran longer than 0.5 s", "exited with status 130, as when killed by SIGINT");
            assertThat(job.cancelledBy()).isEmpty();
        }
    }

    @Test
    void cancellingTakesTheQuestionBack() {
        try (RunningSystem system =
                new RunningSystem(directory, sh("trap 'echo no' INT; printf 'really? '; read a; read a; echo $a"))) {
            long id = system.run();
            system.question(id);
            system.database().jobs().stop(id, "carol", null);
            await().atMost(SOON).until(() -> !system.pending(id));
            system.database().jobs().stop(id, "carol", null);
            assertThat(system.end(id).success()).contains(false);
        }
    }

    @Test
    void aJobThatWasSuspendedIsWokenToEnd() {
        try (RunningSystem system = new RunningSystem(directory, HASTY, sh("echo ready; kill -STOP $$; echo on"))) {
            long id = system.run();
            system.awaitOutput(id, "ready");
            system.database().jobs().stop(id, "carol", null);
            assertThat(system.end(id).errors()).startsWith("cancelled by carol").hasSize(2);
            assertThat(system.lines(id, RecordKind.EVENT))
                    .as("it took no SIGKILL")
                    .hasSize(2);
            assertThat(system.output(id)).containsExactly("ready");
        }
    }

    @Test
    void ofTwoWhoCancelAtOnceBothAreToldTheSameAndOneSignalIsSent() throws InterruptedException {
        try (RunningSystem system =
                new RunningSystem(directory, sh("trap 'echo int' INT; echo ready; read a; read a"))) {
            long id = system.run();
            system.awaitOutput(id, "ready");
            List<InterventionKind> told = new CopyOnWriteArrayList<>();
            List<Thread> people = Stream.of("carol", "dave")
                    .map(user -> new Thread(
                            () -> told.add(system.database().jobs().stop(id, user, InterventionKind.INTERRUPT))))
                    .toList();
            people.forEach(Thread::start);
            for (Thread person : people) {
                person.join();
            }
            assertThat(told).containsExactly(InterventionKind.INTERRUPT, InterventionKind.INTERRUPT);
            system.awaitOutput(id, "int");
            assertThat(system.lines(id, RecordKind.EVENT)).hasSize(1);
            system.database().jobs().closeInput(id, "carol");
            system.end(id);
            assertThat(system.output(id)).containsOnlyOnce("int");
        }
    }

    @Test
    void whatHasLeftTheProcessGroupIsNamed() throws IOException {
        Path pid = directory.resolve("pid");
        try (RunningSystem system = new RunningSystem(
                directory, sh("setsid sleep 1000 >/dev/null 2>&1 & echo $! >" + pid + "; echo done"))) {
            long id = system.run();
            system.end(id);
            long left = Long.parseLong(Files.readString(pid).strip());
            try {
                assertThat(system.lines(id, RecordKind.EVENT))
                        .singleElement()
                        .asString()
                        .matches("Still running: (sleep|setsid) \\(" + left + "\\)");
            } finally {
                ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void aBackgroundProcessThatKeepsTheOutputOpenDoesNotKeepTheJobFromEnding() throws IOException {
        Path pid = directory.resolve("pid");
        try (RunningSystem system = new RunningSystem(directory, sh("sleep 1000 & echo $! >" + pid + "; echo done"))) {
            long id = system.run();
            assertThat(system.end(id).success()).contains(true);
            long left = Long.parseLong(Files.readString(pid).strip());
            ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
            assertThat(system.output(id)).containsExactly("done");
        }
    }

    @Test
    void anEndedInputIsAnEndOfFile() {
        try (RunningSystem system = new RunningSystem(directory, command(List.of("cat"), PromptMode.AUTO, null))) {
            long id = system.run();
            await().atMost(SOON).until(() -> system.directory(id).feeder().isPresent());
            system.database().jobs().closeInput(id, "carol");
            assertThat(system.end(id).success()).contains(true);
            assertThat(system.lines(id)).containsExactly("Input closed by carol");
        }
    }

    @Test
    void aJobWithoutPromptsFindsItsInputAtItsEnd() {
        try (RunningSystem system = new RunningSystem(directory, command(List.of("cat"), PromptMode.NONE, null))) {
            assertThat(system.end(system.run()).success()).contains(true);
        }
    }

    @Test
    void aJobWhoseMachineWasStartedAgainIsBroughtToAnEnd() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, sh("echo hello; sleep 1000"))) {
            long id = system.run();
            system.awaitOutput(id, "hello");
            system.stop();
            JobDirectory job = system.directory(id);
            killAll(job);
            replaceIdentities(job, identity -> identity.replaceAll(":[^:]*$", ":00000000-0000-0000-0000-000000000000"));
            system.start();
            assertThat(system.end(id).errors()).containsExactly("ended, status unknown: the machine was started again");
            assertThat(system.lines(id))
                    .containsExactly("hello", "ended, status unknown: the machine was started again");
        }
    }

    @Test
    void aJobWhoseProcessNumberWasReusedIsBroughtToAnEnd() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, sh("echo hello; sleep 1000"))) {
            long id = system.run();
            system.awaitOutput(id, "hello");
            system.stop();
            JobDirectory job = system.directory(id);
            killAll(job);
            ProcessStatus other =
                    ProcessStatus.of(ProcessHandle.current().pid()).orElseThrow();
            replaceIdentities(
                    job, identity -> identity.replaceAll(".*:", other.pid() + ":" + (other.startTicks() - 1) + ":"));
            system.start();
            assertThat(system.end(id).errors())
                    .containsExactly("ended, status unknown: the process that watches over it was killed");
        }
    }

    @Test
    void aJobWhoseWrapperWasKilledGoesOnAndEndsWithoutAStatus() {
        try (RunningSystem system = new RunningSystem(directory, sh("printf 'go? '; read a; echo \"got $a\""))) {
            long id = system.run();
            system.question(id);
            ProcessHandle.of(system.directory(id).wrapper().orElseThrow().pid())
                    .ifPresent(ProcessHandle::destroyForcibly);
            system.answer(id, "yes");
            assertThat(system.end(id).errors())
                    .containsExactly("ended, status unknown: the process that watches over it was killed");
            assertThat(system.output(id)).containsExactly("got yes");
            assertThat(system.leftovers()).isEmpty();
        }
    }

    @Test
    void aJobWhoseDirectoryIsRemovedIsBroughtToAnEnd() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, sh("echo $$; exec sleep 1000"))) {
            long id = system.run();
            await().atMost(SOON)
                    .until(() -> system.logs().find(id).isPresent()
                            && !system.lines(id).isEmpty());
            long leader = system.directory(id).leader().orElseThrow().pid();
            system.directory(id).remove();
            assertThat(system.end(id).errors()).containsExactly("ended, status unknown: its directory was removed");
            ProcessHandle.of(leader).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aJobWhoseFilesWereRemovedWhileNoServerRanIsBroughtToAnEnd() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, sh("echo $$; exec sleep 1000"))) {
            long id = system.run();
            await().atMost(SOON)
                    .until(() -> system.logs().find(id).isPresent()
                            && !system.lines(id).isEmpty());
            long leader = system.directory(id).leader().orElseThrow().pid();
            system.stop();
            Files.delete(system.directory(id).output());
            system.start();
            assertThat(system.end(id).errors()).containsExactly("ended, status unknown: its file output was removed");
            ProcessHandle.of(leader).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void anInputThatWasClosedStaysClosedAfterARestart() {
        try (RunningSystem system =
                new RunningSystem(directory, sh("read a; echo \"<$a>\"; sleep 1; read b; echo end"))) {
            long id = system.run();
            system.question(id);
            system.database().jobs().closeInput(id, "carol");
            system.awaitOutput(id, "<>");
            system.restart();
            assertThat(system.end(id).success()).contains(true);
            assertThat(system.database().interactions().ofJob(id)).hasSize(1);
        }
    }

    @Test
    void aJobThatWasBeingStartedWhenTheServerEndedNeverRuns() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, sh("echo ran"))) {
            system.runner().close();
            long id = system.run();
            system.directory(id).create(IoKey.random(), true);
            system.database().jobs().start(id);
            system.restart();
            assertThat(system.end(id).errors())
                    .containsExactly("could not start: the server ended at that moment; the command has not run");
            assertThat(system.leftovers()).isEmpty();
        }
    }

    @Test
    void aJobThatIsStillQueuedAtARestartRuns() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, sh("echo ran"))) {
            system.runner().close();
            long id = system.run();
            system.directory(id).create(IoKey.random(), true);
            system.restart();
            assertThat(system.end(id).success()).contains(true);
            assertThat(system.output(id)).containsExactly("ran");
        }
    }

    @Test
    void leftoversOfCompleteJobsAreRemovedAtTheStart() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, sh("exit"))) {
            long id = system.run();
            system.end(id);
            system.directory(id).create(IoKey.random(), true);
            system.restart();
            assertThat(system.leftovers()).isEmpty();
        }
    }

    @Test
    void noProcessOfOursIsLeftOnceAJobHasEnded() throws IOException {
        try (RunningSystem system = new RunningSystem(directory, sh("echo hello"))) {
            long id = system.run();
            system.end(id);
            String jobs = directory.resolve("jobs").toRealPath().toString();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
                                    .filter(process -> process.info()
                                            .commandLine()
                                            .orElse("")
                                            .contains(jobs)))
                            .isEmpty());
        }
    }

    @Test
    void aServerWithIgnoredInterruptsDoesNotPassThatOn() throws Exception {
        assumeThat(new ProcessBuilder("env", "--default-signal", "true").start().waitFor())
                .isZero();
        Path job = directory.resolve("7");
        JobDirectory seven = JobDirectory.of(directory, 7);
        seven.create(IoKey.random(), true);
        Process wrapper = new ProcessBuilder(
                        "sh",
                        "-c",
                        "trap '' INT; exec setsid sh \"$@\"",
                        "sh",
                        seven.script().toString(),
                        job.toString(),
                        "sh",
                        "-c",
                        "kill -INT $$; echo survived")
                .start();
        assertThat(wrapper.waitFor()).isZero();
        assertThat(seven.exit().orElseThrow().description())
                .isEqualTo("exited with status 130, as when killed by SIGINT");
    }

    /** Has the job's directory name other processes than those that were started. */
    private static void replaceIdentities(JobDirectory job, UnaryOperator<String> change) throws IOException {
        for (String link : List.of("claim", "leader", "feeder", "copier")) {
            Path path = job.path().resolve(link);
            String identity = Files.readSymbolicLink(path).toString();
            Files.delete(path);
            Files.createSymbolicLink(path, Path.of(change.apply(identity)));
        }
    }

    private static void killAll(JobDirectory job) throws IOException {
        ProcessHandle.of(job.wrapper().orElseThrow().pid()).ifPresent(ProcessHandle::destroyForcibly);
        new JobProcesses(job, IoKey.random()).signal("SIGKILL");
        JobProcesses.endHelpers(job);
        await().atMost(SOON).until(() -> !job.leader().orElseThrow().isAlive());
    }
}
