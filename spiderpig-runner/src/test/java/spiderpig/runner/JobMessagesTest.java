package spiderpig.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static spiderpig.runner.RunningSystem.SOON;
import static spiderpig.runner.RunningSystem.bash;
import static spiderpig.runner.RunningSystem.sh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.AlreadyAnsweredException;
import spiderpig.core.Choice;
import spiderpig.core.Interaction;
import spiderpig.core.InteractionType;
import spiderpig.core.Job;
import spiderpig.logstore.LogRecord;
import spiderpig.logstore.RecordKind;

class JobMessagesTest {
    /** A shell function that sends a message of these fields. */
    private static final String SAY = "say() { printf '{\"iokey\":\"%s\",%s}\\n' \"$SPIDERPIG_IO_KEY\" \"$1\"; };";

    @TempDir
    Path directory;

    @Test
    void aQuestionByMessageHasItsChoicesInOrder() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(
                        SAY + "say '\"type\":\"interaction\",\"subtype\":\"choices\",\"prompt\":\"continue?\","
                                + "\"choices\":{\"yes\":\"y\",\"no\":\"n\",\"abort\":\"a\"},\"default\":\"n\"'; read a; echo \"got <$a>\""))) {
            long id = system.run();
            Interaction question = system.question(id);
            assertThat(question.prompt()).isEqualTo("continue?");
            assertThat(question.choices())
                    .containsExactly(new Choice("yes", "y"), new Choice("no", "n"), new Choice("abort", "a"));
            assertThat(question.defaultKey()).contains("n");
            assertThat(question.freeText()).isFalse();
            system.answer(id, "");
            system.end(id);
            assertThat(system.lines(id))
                    .containsExactly("continue? [y = yes, n = no, a = abort]", "n, the default — bob", "got <>");
        }
    }

    @Test
    void aQuestionForALineTakesAnyText() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(
                        SAY
                                + "say '\"type\":\"interaction\",\"subtype\":\"input_line\",\"prompt\":\"who?\"'; read a; echo $a"))) {
            long id = system.run();
            assertThat(system.question(id).type()).isEqualTo(InteractionType.TEXT);
            system.answer(id, "naïve  größe");
            system.end(id);
            assertThat(system.output(id)).containsExactly("naïve größe");
        }
    }

    @Test
    void aTypedSecretIsMaskedWhereverTheJobTellsIt() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(SAY
                        + "printf 'Password: '; read p; printf '\\n%s\\n' \"plain $p\" \"encoded $(printf 'me:%s' \"$p\" | base64)\";"
                        + "say '\"type\":\"status\",\"status\":\"with '$p'\"';"
                        + "printf 'more? '; read a; printf '%s is wrong. Again? [y/n] ' $p; read a; echo end"))) {
            long id = system.run();
            system.question(id);
            system.answer(id, "hunter2-swordfish");
            await().atMost(SOON)
                    .until(() -> system.database()
                            .interactions()
                            .pending(id)
                            .filter(question -> question.prompt().startsWith("more"))
                            .isPresent());
            assertThat(system.job(id).activity()).contains("with •••");
            system.answer(id, "");
            await().atMost(SOON)
                    .until(() -> system.database()
                            .interactions()
                            .pending(id)
                            .filter(question -> question.prompt().contains("Again"))
                            .isPresent());
            assertThat(system.question(id).prompt()).isEqualTo("••• is wrong. Again? [y/n]");
            system.answer(id, "n");
            system.end(id);
            assertThat(system.logs().find(id).orElseThrow().read(0, 100).records())
                    .extracting(LogRecord::text)
                    .contains("•••", "end")
                    .noneMatch(line -> line.contains("hunter2") || line.contains("aHVud"));
            String encoded = Base64.getEncoder().encodeToString("me:hunter2-swordfish".getBytes(UTF_8));
            assertThat(system.logs()
                            .find(id)
                            .orElseThrow()
                            .unmasked()
                            .read(0, 100)
                            .records())
                    .extracting(LogRecord::text)
                    .contains("plain hunter2-swordfish", "encoded " + encoded);
        }
    }

    @Test
    void aQuestionByMessageStaysOpenWhileTheJobPrints() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(
                        SAY
                                + "say '\"type\":\"interaction\",\"subtype\":\"input_line\",\"prompt\":\"who?\"'; echo more; read a; echo $a"))) {
            long id = system.run();
            system.awaitOutput(id, "more");
            system.answer(id, "me");
            system.end(id);
            assertThat(system.output(id)).containsExactly("more", "me");
        }
    }

    @Test
    void statusAndProgressAreShownWhileTheyLast() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(
                        SAY
                                + "say '\"type\":\"status\",\"status\":\"merging\"'; say '\"type\":\"progress\",\"progress\":{\"name\":\"hosts\","
                                + "\"totalTasks\":10,\"tasksInFlight\":null,\"tasksFinishedOk\":3,\"tasksFinishedFailed\":1,"
                                + "\"tasksFinishedTotal\":4,\"tasksPercentComplete\":40,\"tasksRemaining\":6,\"progressFinished\":false}';"
                                + "printf 'next? '; read a; say '\"type\":\"status\",\"status\":null'; printf 'end? '; read a"))) {
            long id = system.run();
            system.question(id);
            Job job = system.job(id);
            assertThat(job.activity()).contains("merging");
            assertThat(job.progress()).hasValueSatisfying(progress -> {
                assertThat(progress.name()).isEqualTo("hosts");
                assertThat(progress.total()).isEqualTo(10);
                assertThat(progress.done()).isEqualTo(3);
                assertThat(progress.percent()).isEqualTo(40);
            });
            system.answer(id, "");
            await().atMost(SOON)
                    .until(() -> system.job(id).activity().isEmpty()
                            && system.job(id).progress().isEmpty());
            system.answer(id, "");
            system.end(id);
            assertThat(system.output(id)).isEmpty();
        }
    }

    @Test
    void sensitiveLinesAreFlagged() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(SAY + "say '\"type\":\"line\",\"line\":\"open\",\"sensitive\":false';"
                        + "say '\"type\":\"line\",\"line\":\"hush\",\"sensitive\":true'"))) {
            long id = system.run();
            system.end(id);
            List<LogRecord> records =
                    system.logs().find(id).orElseThrow().unmasked().read(0, 10).records();
            assertThat(records).extracting(LogRecord::text).containsExactly("open", "hush");
            assertThat(records).extracting(LogRecord::sensitive).containsExactly(false, true);
        }
    }

    @Test
    void aSecretAnswerIsNeitherLoggedNorShownWhereItTurnsUpLater() {
        try (RunningSystem system =
                new RunningSystem(directory, sh("printf 'Password: '; read p; echo \"using $p now\"; echo fine"))) {
            long id = system.run();
            assertThat(system.question(id).type()).isEqualTo(InteractionType.SECRET);
            system.answer(id, "hunter2hunter2");
            system.end(id);
            assertThat(system.logs().find(id).orElseThrow().masked().read(0, 10).records())
                    .extracting(LogRecord::text)
                    .noneMatch(text -> text.contains("hunter2"))
                    .contains("fine", "••• — bob");
        }
    }

    @Test
    void brokenMessagesAreOutputWithoutTheKey() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(SAY
                        + "say '\"type\":\"dance\"'; say '\"type\":\"line\"'; say '\"type\":'; echo \"key $SPIDERPIG_IO_KEY\";"
                        + "printf '%s' \"${SPIDERPIG_IO_KEY}\"; echo; env | grep SPIDERPIG_IO; echo end"))) {
            long id = system.run();
            system.end(id);
            assertThat(system.lines(id)).noneMatch(line -> line.matches(".*[0-9a-f]{64}.*"));
            assertThat(system.output(id))
                    .containsExactly(
                            "{\"iokey\":\"•••\",\"type\":\"dance\"}",
                            "{\"iokey\":\"•••\",\"type\":\"line\"}",
                            "{\"iokey\":\"•••\",\"type\":}",
                            "key •••",
                            "•••",
                            "SPIDERPIG_IO_KEY=•••",
                            "end");
            assertThat(system.lines(id, RecordKind.EVENT))
                    .containsExactly(
                            "The message above has the unknown type \"dance\", so it is taken for output",
                            "The message above has no field \"line\", so it is taken for output",
                            "The message above is no valid JSON, so it is taken for output");
        }
    }

    @Test
    void aForgedMessageIsOutput() {
        String forged = "{\"iokey\":\"" + "0".repeat(64) + "\",\"type\":\"status\",\"status\":\"owned\"}";
        try (RunningSystem system = new RunningSystem(directory, sh("echo '" + forged + "'; echo '{}'; echo '{'"))) {
            long id = system.run();
            system.end(id);
            assertThat(system.lines(id)).containsExactly(forged, "{}", "{");
        }
    }

    @Test
    void aMessageBehindTextWithoutALineEndIsUnderstood() {
        try (RunningSystem system = new RunningSystem(
                directory, sh(SAY + "printf 'dots {...'; say '\"type\":\"line\",\"line\":\"hello\"'"))) {
            long id = system.run();
            system.end(id);
            assertThat(system.lines(id)).containsExactly("dots {...", "hello");
        }
    }

    @Test
    void ofTwoHundredAnswersAtOnceExactlyOneReachesTheJob() throws InterruptedException {
        try (RunningSystem system = new RunningSystem(
                directory, sh("printf 'which? '; read a; echo \"one $a\"; read b; echo \"two $b\""))) {
            long id = system.run();
            int number = system.question(id).number();
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger won = new AtomicInteger();
            ConcurrentLinkedQueue<Throwable> others = new ConcurrentLinkedQueue<>();
            List<Thread> people = IntStream.range(0, 200)
                    .mapToObj(i -> new Thread(() -> {
                        try {
                            go.await();
                            system.database().interactions().respond(id, number, "answer " + i, "user" + i);
                            won.incrementAndGet();
                        } catch (InterruptedException | RuntimeException e) {
                            others.add(e);
                        }
                    }))
                    .toList();
            people.forEach(Thread::start);
            go.countDown();
            for (Thread person : people) {
                person.join();
            }
            assertThat(won).hasValue(1);
            assertThat(others).hasSize(199).allMatch(AlreadyAnsweredException.class::isInstance);
            await().atMost(SOON).until(() -> !system.output(id).isEmpty());
            system.database().jobs().closeInput(id, "carol");
            system.end(id);
            assertThat(system.output(id)).hasSize(2).endsWith("two ");
            assertThat(system.lines(id, RecordKind.RESPONSE)).hasSize(1);
        }
    }

    @Test
    void anAnswerThatIsTooLateNeverReachesTheNextQuestion() {
        try (RunningSystem system = new RunningSystem(
                directory,
                bash("printf 'first? '; read -t 5 a || echo gone; printf 'second? '; read b; echo \"got <$a$b>\""))) {
            long id = system.run();
            Interaction first = system.question(id);
            // No server runs while the answer is accepted and the job goes on by itself.
            system.runner().close();
            system.database().interactions().respond(id, first.number(), "late", "bob");
            await().atMost(SOON).until(() -> Files.size(system.directory(id).output()) > first.sourceOffset());
            system.restart();
            Interaction second = system.question(id);
            assertThat(second.prompt()).isEqualTo("second?");
            system.answer(id, "right");
            system.end(id);
            assertThat(system.output(id)).containsExactly("gone", "got <right>");
            assertThat(system.lines(id, RecordKind.RESPONSE))
                    .containsExactly("late — bob (too late: the command went on without it)", "right — bob");
        }
    }

    @Test
    void aQuestionIsTakenBackWhenTheJobGoesOnByItself() {
        try (RunningSystem system =
                new RunningSystem(directory, bash("printf 'now? '; read -t 5 a; echo gone; sleep 100"))) {
            long id = system.run();
            system.question(id);
            await().atMost(SOON).until(() -> !system.pending(id));
            system.awaitOutput(id, "gone");
        }
    }

    @Test
    void binaryOutputAndEndlessLinesAreLogged() {
        try (RunningSystem system = new RunningSystem(
                directory,
                sh(
                        "head -c 3000000 /dev/urandom; echo; head -c 100000000 /dev/zero | tr '\\0' x; echo; echo '{'; printf end"))) {
            long id = system.run();
            assertThat(system.end(id).success()).contains(true);
            List<String> output = system.output(id);
            assertThat(output.subList(output.size() - 2, output.size())).containsExactly("{", "end");
            long lines = system.logs().find(id).orElseThrow().size();
            LogRecord line = system.logs()
                    .find(id)
                    .orElseThrow()
                    .unmasked()
                    .read(lines - 3, 1)
                    .records()
                    .get(0);
            assertThat(line.fullLength()).isEqualTo(100_000_000);
        }
    }
}
