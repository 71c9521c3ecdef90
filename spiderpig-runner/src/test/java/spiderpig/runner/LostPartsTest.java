package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static spiderpig.runner.RunningSystem.SOON;
import static spiderpig.runner.RunningSystem.sh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that lose a file, or a process that stands between them and their files: each comes to an end that says so. */
class LostPartsTest {
    private static final String UNWRITTEN =
            "the process that writes down what it prints was killed: what it has printed since is lost";

    @TempDir
    Path directory;

    private RunningSystem asking() {
        return new RunningSystem(directory, sh("printf 'go? '; read a || echo end; echo \"got $a\"; exit 4"));
    }

    /** One that ends when a file is there, and prints something then. */
    private RunningSystem working() {
        return new RunningSystem(
                directory,
                sh("echo hello; while [ ! -e '" + directory + "/go' ]; do sleep 0.02; done; echo bye; exit 4"));
    }

    private static void delete(JobDirectory job, String files) throws IOException {
        for (String file : files.split(" ")) {
            Files.delete(job.path().resolve(file));
        }
    }

    private void letGo() throws IOException {
        Files.createFile(directory.resolve("go"));
    }

    private static void kill(ProcessIdentity process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        await().atMost(SOON).until(() -> !process.isAlive());
    }

    @Test
    void aQuestionWhoseFeederIsKilledIsTakenBackAndTheInputHasEnded() {
        try (RunningSystem system = asking()) {
            long id = system.run();
            system.question(id);
            kill(system.directory(id).feeder().orElseThrow());
            assertThat(system.end(id).errors()).containsExactly("exited with status 4");
            assertThat(system.output(id)).containsExactly("end", "got ");
            assertThat(system.pending(id)).isFalse();
        }
    }

    @Test
    void aJobWhoseFeederIsKilledSaysThatItsInputHasEndedAndGoesOn() throws IOException {
        try (RunningSystem system = working()) {
            long id = system.run();
            system.awaitOutput(id, "hello");
            kill(system.directory(id).feeder().orElseThrow());
            system.awaitOutput(id, "Input closed: the process that feeds it was killed");
            system.restart();
            letGo();
            assertThat(system.end(id).errors()).containsExactly("exited with status 4");
            assertThat(system.lines(id))
                    .containsExactly("hello", "Input closed: the process that feeds it was killed", "bye");
        }
    }

    @Test
    void aJobWhoseCopierIsKilledSaysThatItsOutputIsLost() throws IOException {
        try (RunningSystem system = working()) {
            long id = system.run();
            system.awaitOutput(id, "hello");
            kill(system.directory(id).copier().orElseThrow());
            system.awaitOutput(id, "From here on, " + UNWRITTEN);
            letGo();
            assertThat(system.end(id).errors())
                    .containsExactly("exited with status 141, as when killed by SIGPIPE", UNWRITTEN);
            assertThat(system.leftovers()).isEmpty();
        }
    }

    static Stream<Arguments> processes() {
        Function<JobDirectory, ProcessIdentity> wrapper = job -> job.wrapper().orElseThrow();
        Function<JobDirectory, ProcessIdentity> leader = job -> job.leader().orElseThrow();
        return Stream.of(
                Arguments.of(wrapper, "ended, status unknown: the process that watches over it was killed"),
                Arguments.of(leader, "exited with status 137, as when killed by SIGKILL"));
    }

    @ParameterizedTest
    @MethodSource("processes")
    void aJobWhoseWrapperOrFirstProcessIsKilledEnds(Function<JobDirectory, ProcessIdentity> process, String error)
            throws IOException {
        try (RunningSystem system = working()) {
            long id = system.run();
            system.awaitOutput(id, "hello");
            kill(process.apply(system.directory(id)));
            letGo();
            assertThat(system.end(id).errors()).containsExactly(error);
            assertThat(system.leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "leader", "in", "job.sh feeder copier out diagnostics"})
    void aQuestionIsAnsweredThoughFilesThatAreOpenOrNotNeededAnyMoreAreGone(String files) throws IOException {
        try (RunningSystem system = asking()) {
            long id = system.run();
            system.question(id);
            delete(system.directory(id), files);
            system.answer(id, "yes");
            assertThat(system.end(id).errors()).containsExactly("exited with status 4");
            assertThat(system.output(id)).containsExactly("got yes");
            assertThat(system.leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "leader feeder in"})
    void theSameWhileNoServerRuns(String files) throws IOException {
        try (RunningSystem system = asking()) {
            long id = system.run();
            system.question(id);
            system.stop();
            delete(system.directory(id), files);
            system.start();
            system.answer(id, "yes");
            assertThat(system.end(id).errors()).containsExactly("exited with status 4");
            assertThat(system.output(id)).containsExactly("got yes");
            assertThat(system.leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "output", "answers"})
    void aJobThatCanNoLongerBeFollowedSaysWhatStillRuns(String file) throws IOException {
        try (RunningSystem system = asking()) {
            long id = system.run();
            system.question(id);
            ProcessIdentity leader = system.directory(id).leader().orElseThrow();
            system.stop();
            Files.delete(system.directory(id).path().resolve(file));
            system.start();
            if (file.equals("answers")) { // it is missed when there is one
                system.answer(id, "yes");
            }
            String problem = "ended, status unknown: its file " + file + " was removed";
            assertThat(system.end(id).errors()).containsExactly(problem);
            assertThat(system.lines(id)).endsWith("Still running: sh (" + leader.pid() + ")", problem);
            kill(leader);
        }
    }

    @Test
    void aJobWhoseDirectoryIsRemovedSaysWhatStillRuns() {
        try (RunningSystem system = asking()) {
            long id = system.run();
            system.question(id);
            ProcessIdentity leader = system.directory(id).leader().orElseThrow();
            try {
                system.directory(id).remove();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            String problem = "ended, status unknown: its directory was removed";
            assertThat(system.end(id).errors()).containsExactly(problem);
            assertThat(system.lines(id)).endsWith("Still running: sh (" + leader.pid() + ")", problem);
            kill(leader);
        }
    }

    @Test
    void aLogThatIsRemovedIsWrittenAnewFromWhatTheJobHasPrinted() throws IOException {
        try (RunningSystem system = asking()) {
            long id = system.run();
            int number = system.question(id).number();
            system.stop();
            try (Stream<Path> logs = Files.walk(directory.resolve("logs"))) {
                for (Path log : logs.filter(Files::isRegularFile).toList()) {
                    Files.delete(log);
                }
            }
            system.start();
            assertThat(system.question(id).number()).isEqualTo(number);
            system.answer(id, "yes");
            assertThat(system.end(id).errors()).containsExactly("exited with status 4");
            assertThat(system.lines(id)).isEqualTo(List.of("go? ", "yes — bob", "got yes"));
        }
    }
}
