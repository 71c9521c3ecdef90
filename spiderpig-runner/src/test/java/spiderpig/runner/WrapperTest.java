package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static spiderpig.runner.RunningSystem.SOON;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wrapper script by itself, with the shells that may be a host's {@code /bin/sh}. */
class WrapperTest {
    @TempDir
    Path directory;

    private JobDirectory job;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void makeTheDirectory() throws IOException {
        job = JobDirectory.of(directory.toRealPath(), 7);
        job.create(IoKey.random(), true);
    }

    @AfterEach
    void endWhatWasStarted() throws IOException {
        new JobProcesses(job, IoKey.random()).signal("SIGKILL");
        started.forEach(Process::destroyForcibly);
        JobProcesses.endHelpers(job);
        Files.deleteIfExists(directory.resolve("sh")); // JUnit warns of links that lead elsewhere
    }

    /** The shells of this host, as commands; busybox is one under the name of sh. */
    static Stream<String> shells() {
        return Stream.of("/bin/dash", "/bin/bash", "/bin/busybox").filter(shell -> Files.isExecutable(Path.of(shell)));
    }

    private Process start(String shell, String... program) throws IOException {
        Path sh = directory.resolve("sh");
        if (!Files.exists(sh, LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(sh, Path.of(shell));
        }
        Files.writeString(job.script(), Files.readString(job.script()).replace("/bin/sh", sh.toString()));
        List<String> command = new ArrayList<>(List.of(
                "setsid", sh.toString(), job.script().toString(), job.path().toString()));
        command.addAll(List.of(program));
        Process wrapper = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(job.diagnostics().toFile())
                .start();
        started.add(wrapper);
        return wrapper;
    }

    private void answer(String line) throws IOException {
        Files.writeString(job.answers(), line + "\n", StandardOpenOption.APPEND);
    }

    private String output() throws IOException {
        return Files.readString(job.output());
    }

    private void awaitOutput(String text) {
        await().atMost(SOON).until(() -> output().contains(text));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void itRunsAProgramToItsEnd(String shell) throws Exception {
        Process wrapper = start(
                shell,
                "sh",
                "-c",
                "echo out; echo err >/dev/stderr; read a; echo \"<$a>\" \"$1\"; exit 7",
                "x",
                "a  b");
        awaitOutput("err");
        answer("y");
        assertThat(wrapper.waitFor()).isZero();
        assertThat(output()).isEqualTo("out\nerr\n<y> a  b\n");
        assertThat(job.exit()).contains(new ExitStatus(7, output().length()));
        for (ProcessIdentity process : List.of(job.wrapper(), job.leader(), job.feeder(), job.copier()).stream()
                .map(link -> link.orElseThrow())
                .toList()) {
            await().atMost(SOON).until(() -> !process.isAlive());
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void itSurvivesSignalsToItsProcessGroup(String shell) throws Exception {
        Process wrapper = start(shell, "sh", "-c", "echo ready; read a; echo \"<$a>\"; kill -TERM $$");
        awaitOutput("ready");
        for (String signal : List.of("HUP", "INT", "TERM", "QUIT")) {
            new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- -" + wrapper.pid())
                    .start()
                    .waitFor();
        }
        answer("y");
        assertThat(wrapper.waitFor()).isZero();
        assertThat(output()).isEqualTo("ready\n<y>\n");
        assertThat(job.exit().orElseThrow().description())
                .isEqualTo("exited with status 143, as when killed by SIGTERM");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void theEndOfTheFeederIsTheEndOfTheInput(String shell) throws Exception {
        Process wrapper = start(shell, "cat");
        await().atMost(SOON)
                .until(() -> job.feeder().isPresent() && job.leader().isPresent());
        answer("one");
        awaitOutput("one");
        new JobProcesses(job, IoKey.random()).endInput();
        assertThat(wrapper.waitFor()).isZero();
        assertThat(job.exit().orElseThrow().success()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aStartThatWasGivenUpNeverRuns(String shell) throws Exception {
        assertThat(job.abandon()).isTrue();
        assertThat(job.abandon()).isTrue();
        assertThat(start(shell, "sh", "-c", "echo ran").waitFor()).isZero();
        assertThat(output()).isEmpty();
        assertThat(job.leader()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void aFullDiskMakesTheJobWaitAndLosesNothing(String shell) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "400k")) {
            job = JobDirectory.of(disk.path(), 7);
            job.create(IoKey.random(), true);
            Process wrapper = start(shell, "sh", "-c", "seq 1 100000; exit 5");
            await().atMost(SOON).until(() -> disk.path().toFile().getUsableSpace() == 0);
            assertThat(wrapper.isAlive()).isTrue();
            disk.grow("4m");
            assertThat(wrapper.waitFor()).isZero();
            assertThat(output().lines().count()).isEqualTo(100_000);
            assertThat(output()).endsWith("\n99999\n100000\n");
            assertThat(job.exit().orElseThrow().status()).isEqualTo(5);
        }
    }

    @Test
    void theJobGetsItsOwnPathUmaskAndVariablesUnchanged() throws Exception {
        Process wrapper = new ProcessBuilder(
                        "env",
                        "-i",
                        "PATH=/no/such/place",
                        "name=n",
                        "job=j",
                        "/bin/sh",
                        "-c",
                        "umask 027; exec /usr/bin/setsid /bin/sh \"$@\"",
                        "sh",
                        job.script().toString(),
                        job.path().toString(),
                        "/bin/sh",
                        "-c",
                        "umask; echo $PATH $name $job")
                .start();
        started.add(wrapper);
        assertThat(wrapper.waitFor()).isZero();
        assertThat(output()).isEqualTo("0027\n/no/such/place n j\n");
    }

    @Test
    void nobodyElseCanReadWhatIsInTheDirectory() throws Exception {
        assertThat(start("/bin/sh", "true").waitFor()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(job.path())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(job.path())) {
            assertThat(files.filter(file -> !Files.isSymbolicLink(file)))
                    .filteredOn(file -> !file.equals(job.diagnostics())) // the launcher's test looks at that one
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }
}
