package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static spiderpig.runner.RunningSystem.SOON;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import spiderpig.core.Choice;
import spiderpig.core.InteractionType;
import spiderpig.core.Question;

/** Real programs, run as a job is: stdin from a pipe that a {@code tail -f} fills, a session of their own, no terminal. */
@Timeout(180)
class PromptDetectorTest {
    /** What the wrapper of a job does, as far as its stdin is concerned. */
    private static final String WRAPPER = "cd \"$1\"; shift; : >answers; mkfifo in; exec 3<>in 4<in 5>in 3>&-;"
            + " tail -n+1 -f answers >&5 4<&- 5>&- & echo $! >feeder; exec 5>&-;"
            + " setsid sh -c 'echo $$ >leader; exec \"$@\"' sh \"$@\" <&4 >output 2>&1 4<&-; kill $(cat feeder)";

    @TempDir
    Path temporary;

    private final List<Job> jobs = new ArrayList<>();

    @AfterEach
    void endJobs() throws Exception {
        for (Job job : jobs) {
            job.end();
        }
    }

    private record Asking(String program, List<String> command, InteractionType type, List<String> keys) {
        @Override
        public String toString() {
            return command.stream().limit(3).toList().toString();
        }
    }

    private static Stream<Asking> programsThatAsk() {
        InteractionType choices = InteractionType.CHOICES;
        InteractionType text = InteractionType.TEXT;
        InteractionType secret = InteractionType.SECRET;
        List<String> yesNo = List.of("y", "n");
        return Stream.of(
                new Asking("sh", List.of("sh", "-c", "printf 'Go on? [y/n] '; read a"), choices, yesNo),
                new Asking("sh", List.of("sh", "-c", "echo 'Go on? [y/n]'; read a"), choices, yesNo),
                new Asking(
                        "bash", List.of("bash", "-c", "select a in one two; do :; done"), choices, List.of("1", "2")),
                new Asking("bash", List.of("bash", "-c", "printf 'Go on? [y/n] '; read -t 60 a"), choices, yesNo),
                new Asking("bash", List.of("bash", "-c", "printf 'Password: '; read -s a"), secret, List.of()),
                new Asking("bash", List.of("bash", "-c", "read -p 'never printed' a"), text, List.of()),
                new Asking("bash", List.of("bash", "-c", "printf 'Go on? [y/N] '; a=$(head -n1)"), choices, yesNo),
                new Asking("busybox", List.of("busybox", "sh", "-c", "printf 'Name: '; read a"), text, List.of()),
                new Asking("busybox", List.of("busybox", "sh", "-c", "read -p 'never printed' a"), text, List.of()),
                new Asking("sh", List.of("sh", "-c", "echo 'Which host:'; read a"), text, List.of()),
                new Asking("sh", List.of("sh", "-c", "printf '1) a\\n2) b\\n'; read a"), choices, List.of("1", "2")),
                new Asking("sh", List.of("sh", "-c", "printf 'Go on? [y/n] ' | cat; read a"), choices, yesNo),
                new Asking("sh", List.of("sh", "-c", "(printf 'Go on? [y/n] '; read a) | cat"), choices, yesNo),
                new Asking(
                        "timeout",
                        List.of("timeout", "60", "sh", "-c", "printf 'Go on? [y/n] '; read a"),
                        choices,
                        yesNo),
                new Asking("mv", List.of("mv", "-i", "leader", "feeder"), choices, yesNo),
                new Asking("find", List.of("find", "leader", "-ok", "true", ";"), choices, yesNo),
                new Asking("keytool", List.of("keytool", "-genkeypair", "-keystore", "k"), secret, List.of()),
                new Asking("jshell", List.of("jshell"), text, List.of()),
                new Asking("node", List.of("node", "-i"), text, List.of()),
                new Asking("openssl", List.of("openssl", "passwd"), secret, List.of()),
                new Asking(
                        "dpkg",
                        List.of(
                                "sh",
                                "-c",
                                "export LC_ALL=C; mkdir -p root p/DEBIAN p/etc && cd p && echo /etc/a >DEBIAN/conffiles && touch ../status"
                                        + " && for v in 1 2; do echo $v >etc/a; printf 'Package: a\\nVersion: %s\\nArchitecture: all\\n"
                                        + "Maintainer: a <a@b>\\nDescription: a\\n' $v >DEBIAN/control; dpkg-deb -b . ../$v.deb; done; cd ..;"
                                        + " mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates; touch root/var/lib/dpkg/status;"
                                        + " dpkg --force-not-root --force-bad-path --root=$PWD/root -i 1.deb && echo mine >root/etc/a"
                                        + " && dpkg --force-not-root --force-bad-path --root=$PWD/root -i 2.deb"),
                        choices,
                        List.of("Y", "N", "D", "Z")),
                new Asking("python3", List.of("python3", "-c", "input('Continue? (y/n) ')"), choices, yesNo),
                new Asking("python3", List.of("python3", "-c", "input()"), text, List.of()),
                new Asking("python3", List.of("python3", "-c", "import getpass; getpass.getpass()"), secret, List.of()),
                new Asking("perl", List.of("perl", "-e", "$|=1; print 'Name: '; <STDIN>"), text, List.of()),
                new Asking(
                        "node",
                        List.of(
                                "node",
                                "-e",
                                "require('readline').createInterface({input:process.stdin,output:process.stdout})"
                                        + ".question('Name: ', () => process.exit())"),
                        text,
                        List.of()),
                new Asking("rm", List.of("rm", "-i", "leader"), choices, yesNo),
                new Asking("cp", List.of("cp", "-i", "leader", "feeder"), choices, yesNo),
                new Asking("ssh-keygen", List.of("ssh-keygen", "-t", "ed25519"), text, List.of()),
                new Asking(
                        "openssl",
                        List.of("openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "k"),
                        text,
                        List.of()),
                new Asking(
                        "git",
                        List.of(
                                "sh",
                                "-c",
                                "git init -q r && cd r && echo a >f && git add f && git -c user.name=a -c user.email=a@b commit -qm f"
                                        + " && echo b >>f && exec git add -p"),
                        choices,
                        List.of("y", "n", "q", "a", "d", "e", "?")),
                new Asking(
                        "git",
                        List.of("sh", "-c", "git init -q r && cd r && touch f && exec git clean -i"),
                        choices,
                        List.of("1", "2", "3", "4", "5", "6")));
    }

    @ParameterizedTest
    @MethodSource("programsThatAsk")
    void programsThatAskAreNoticed(Asking asking) throws Exception {
        assumeInstalled(asking.program());
        Job job = start(asking.command());
        Question question = job.awaitQuestion();
        assertThat(question.type()).isEqualTo(asking.type());
        assertThat(question.choices()).extracting(Choice::key).isEqualTo(asking.keys());
        System.out.printf(
                "%s: noticed %d ms after its last output%n", asking, job.quiet().toMillis());
    }

    @Test
    void aScannerOfJavaIsNoticedThoughAnotherThreadReads() throws Exception {
        Path source = Files.writeString(
                temporary.resolve("Ask.java"),
                "class Ask { public static void main(String[] a) { System.out.print(\"Go on? [y/n] \");"
                        + " new java.util.Scanner(System.in).nextLine(); } }");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertThat(start(List.of(java, source.toString())).awaitQuestion().choices())
                .hasSize(2);
    }

    private static Stream<List<String>> programsThatDoNotAsk() {
        return Stream.of(
                List.of("cat"),
                List.of("sort"),
                List.of("sh", "-c", "printf 'Syncing db1001: '; cat"),
                List.of("sleep", "60"),
                List.of("sh", "-c", "printf 'Really? [y/n] '; sleep 60"),
                List.of("sh", "-c", "printf 'Fetching…'; while :; do :; done"),
                List.of("sh", "-c", "printf '50%%'; sleep 60"),
                List.of("bash", "-c", "printf 'Counting: '; a=$(sleep 60)"),
                List.of("python3", "-c", "import select,sys; select.select([sys.stdin],[],[])"),
                List.of(
                        "python3",
                        "-c",
                        "import select,sys; print('Serving on 8000: ', end='', flush=True); select.select([0],[],[])"),
                List.of(
                        "sh",
                        "-c",
                        "while read -r host; do printf 'Depool %s? [y/n] ' $host; sleep 60; done <<E\ndb1\nE\n"),
                List.of("sh", "-c", "echo 'Go on? [y/n]'; sleep 60"),
                List.of(
                        "python3",
                        "-c",
                        "import select,sys; print('Syncing', end='', flush=True); select.select([0],[],[])"));
    }

    @ParameterizedTest
    @MethodSource("programsThatDoNotAsk")
    void programsThatDoNotAskAreLeftAlone(List<String> command) throws Exception {
        assumeInstalled(command.get(0));
        Job job = start(command);
        await().during(Duration.ofMillis(1500))
                .atMost(SOON)
                .until(() -> job.look().isEmpty());
    }

    @Test
    void aQuestionIsNotAskedTwiceWhileItsAnswerIsUnderWay() throws Exception {
        Job job = start(List.of("sh", "-c", "read a; read b; sleep 60"));
        for (int answered = 0; answered < 2; answered++) {
            job.awaitQuestion();
            job.answer("x\n");
        }
        await().during(Duration.ofMillis(1500))
                .atMost(SOON)
                .until(() -> job.look().isEmpty());
    }

    @Test
    void anAnswerIsUnderWayUntilItHasBeenRead() throws Exception {
        Job job = start(List.of(
                "sh", "-c", "trap 'read a; echo read; trap : USR1' USR1; echo ready; while :; do sleep 0.1; done"));
        await().atMost(SOON).until(() -> job.output().contains("ready"));
        assertThat(job.progress()).isEqualTo(AnswerFeed.Progress.TAKEN);
        job.answer("x\n");
        await().during(Duration.ofMillis(500))
                .atMost(SOON)
                .until(() -> job.progress() == AnswerFeed.Progress.UNDER_WAY);
        new ProcessBuilder("kill", "-USR1", Long.toString(job.input().leader()))
                .start()
                .waitFor();
        await().atMost(SOON)
                .until(() -> job.output().contains("read\n") && job.progress() == AnswerFeed.Progress.TAKEN);
    }

    @Test
    void aProcessThatTheKernelHidesMayBeWaiting() throws Exception {
        Path proc = temporary.resolve("proc");
        Path task = Files.createDirectories(proc.resolve("7/task/7"));
        JobInput input = new JobInput(temporary.resolve("in"), temporary.resolve("answers"), 7, 8, 9);
        StdinReaders readers = new StdinReaders(proc, InputCalls.X86_64);
        Files.writeString(task.resolve("children"), "8 9 ");
        assertThat(readers.find(input).complete())
                .as("the wrapper's child has no entry")
                .isFalse();
        Files.writeString(task.resolve("children"), "9 ");
        assertThat(readers.find(input).complete()).as("the child has ended").isTrue();
    }

    @Test
    void aQuestionThatTimesOutIsGone() throws Exception {
        assumeInstalled("bash");
        Job job = start(List.of("bash", "-c", "printf 'Go on? [y/n] '; read -t 5 a; sleep 60"));
        job.awaitQuestion();
        await().atMost(SOON).until(() -> job.look().isEmpty());
    }

    private static void assumeInstalled(String program) {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        assumeTrue(installed, program + " is not installed");
    }

    private Job start(List<String> command) throws Exception {
        Path directory =
                Files.createDirectory(temporary.resolve("job" + jobs.size())).toRealPath();
        List<String> wrapped = new ArrayList<>(List.of("setsid", "sh", "-c", WRAPPER, "sh", directory.toString()));
        wrapped.addAll(command);
        Process wrapper = new ProcessBuilder(wrapped).redirectErrorStream(true).start();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> written(directory, "feeder") && written(directory, "leader"));
        JobInput input = new JobInput(
                directory.resolve("in"),
                directory.resolve("answers"),
                wrapper.pid(),
                Long.parseLong(Files.readString(directory.resolve("leader")).strip()),
                Long.parseLong(Files.readString(directory.resolve("feeder")).strip()));
        Job job = new Job(directory, wrapper, input);
        jobs.add(job);
        return job;
    }

    private static boolean written(Path directory, String file) throws IOException {
        Path path = directory.resolve(file);
        return Files.exists(path) && Files.readString(path).endsWith("\n");
    }

    /** A running program and what a server knows of it. */
    private static final class Job {
        private final Path directory;
        private final Process wrapper;
        private final JobInput input;
        private final PromptDetector detector;
        private String printed = "";
        private long printedAt = System.nanoTime();
        private int answered;

        Job(Path directory, Process wrapper, JobInput input) {
            this.directory = directory;
            this.wrapper = wrapper;
            this.input = input;
            this.detector = new PromptDetector(input);
        }

        JobInput input() {
            return input;
        }

        String output() throws IOException {
            return Files.readString(directory.resolve("output"));
        }

        Duration quiet() {
            return Duration.ofNanos(System.nanoTime() - printedAt);
        }

        AnswerFeed.Progress progress() {
            return new AnswerFeed().progress(input);
        }

        Optional<Question> look() throws IOException {
            String now = output();
            if (!now.equals(printed)) {
                printed = now;
                printedAt = System.nanoTime();
                answered = 0;
            }
            List<String> lines = new ArrayList<>(List.of(now.split("\n", -1)));
            String last = lines.remove(lines.size() - 1);
            Optional<Question> question =
                    detector.look(new Observation(last, lines, lines.size(), now.length(), quiet(), answered));
            // What it waits with is what it has printed by now, as for the finder.
            return output().equals(now) ? question : Optional.empty();
        }

        Question awaitQuestion() {
            return await().atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(this::look, Optional::isPresent)
                    .orElseThrow();
        }

        void answer(String line) throws IOException {
            Files.writeString(input.answers(), line, StandardOpenOption.APPEND);
            answered++;
        }

        void end() throws Exception {
            Stream.concat(wrapper.descendants(), Stream.of(wrapper.toHandle())).forEach(ProcessHandle::destroyForcibly);
            wrapper.waitFor();
        }
    }
}
