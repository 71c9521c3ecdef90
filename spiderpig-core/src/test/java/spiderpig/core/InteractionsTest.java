package spiderpig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InteractionsTest {
    @TempDir
    Path directory;

    private Database database;
    private Interactions interactions;
    private long job;

    @BeforeEach
    void open() {
        database = Fixture.open(directory);
        interactions = database.interactions();
        job = Fixture.running(database).id();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen() {
        database.close();
        database = Fixture.open(directory);
        interactions = database.interactions();
    }

    @Test
    void aRegisteredQuestionIsPendingAndSurvivesTheProcess() {
        interactions.register(job, Fixture.continueAt(100));
        reopen();

        Interaction pending = interactions.pending(job).orElseThrow();

        assertThat(pending.number()).isEqualTo(1);
        assertThat(pending.prompt()).isEqualTo("Continue?");
        assertThat(pending.choices())
                .containsExactly(new Choice("yes", "y"), new Choice("no", "n"), new Choice("abort", "a"));
        assertThat(pending.createdAt()).isEqualTo(Fixture.NOON);
        assertThat(database.jobs().get(job).pendingInteraction()).hasValue(1);
    }

    @Test
    void theSameQuestionRegisteredAgainIsFoundNotAskedTwice() {
        interactions.register(job, Fixture.continueAt(100));
        interactions.respond(job, 1, "y", "alice");
        reopen();

        Interaction again = interactions.register(job, Fixture.continueAt(100));

        assertThat(again.number()).isEqualTo(1);
        assertThat(again.state()).isEqualTo(InteractionState.ANSWERED);
        assertThat(interactions.ofJob(job)).hasSize(1);
    }

    @Test
    void aQuestionAskedAgainAtTheSamePlaceIsAnotherQuestion() {
        interactions.register(job, Fixture.continueAt(100));
        interactions.respond(job, 1, "y", "alice");

        Interaction again = interactions.register(
                job, new Question("Continue?", InteractionType.TEXT, List.of(), null, true, 100, 1));

        assertThat(again.number()).isEqualTo(2);
        assertThat(again.state()).isEqualTo(InteractionState.PENDING);
    }

    @Test
    void aNewerQuestionWithdrawsAnUnansweredOlderOne() {
        interactions.register(job, Fixture.continueAt(100));
        interactions.register(job, Fixture.continueAt(200));

        assertThat(interactions.pending(job).orElseThrow().number()).isEqualTo(2);
        assertThatThrownBy(() -> interactions.respond(job, 1, "y", "alice"))
                .isInstanceOf(InteractionWithdrawnException.class)
                .hasMessageContaining("Interaction 1 of job " + job);
    }

    @Test
    void anAnswerIsDeliveredOnceAtOnePlaceHoweverOftenItIsAskedFor() {
        interactions.register(job, Fixture.continueAt(100));
        interactions.respond(job, 1, "y", "alice");
        Delivery first = interactions.deliver(job, 1).orElseThrow();
        interactions.register(job, Fixture.continueAt(200));
        interactions.respond(job, 2, "a", "bob");
        interactions.deliver(job, 2);
        reopen();

        assertThat(interactions.deliver(job, 1).orElseThrow().offset()).isEqualTo(first.offset());
        assertThat(interactions.deliveries(job)).extracting(Delivery::offset).containsExactly(0L, 2L);
        assertThat(interactions.deliveries(job))
                .extracting(delivery -> new String(delivery.bytes(), StandardCharsets.UTF_8))
                .containsExactly("y\n", "a\n");
    }

    @Test
    void anAnswerIsNotDeliveredBehindThatToALaterQuestion() {
        interactions.register(job, Fixture.continueAt(100));
        interactions.respond(job, 1, "y", "alice");
        interactions.register(job, Fixture.continueAt(200));
        interactions.respond(job, 2, "a", "bob");
        interactions.deliver(job, 2);

        assertThatThrownBy(() -> interactions.deliver(job, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("interaction 2 of job " + job);
        assertThat(interactions.deliveries(job))
                .extracting(Delivery::interaction)
                .containsExactly(2);
    }

    @Test
    void anAnswerThatWasNotDeliveredIsWithdrawnWithItsQuestionAndNeverDelivered() {
        interactions.register(job, Fixture.continueAt(100));
        interactions.respond(job, 1, "y", "alice");

        assertThat(interactions.withdraw(job, 1)).isTrue();
        assertThat(interactions.deliver(job, 1)).isEmpty();
        assertThat(interactions.withdraw(job, 1)).isFalse();
    }

    @Test
    void aDeliveredAnswerCanNotBeTakenBack() {
        interactions.register(job, Fixture.continueAt(100));
        interactions.respond(job, 1, "y", "alice");
        interactions.deliver(job, 1);

        assertThat(interactions.withdraw(job, 1)).isFalse();
        assertThat(interactions.get(job, 1).state()).isEqualTo(InteractionState.DELIVERED);
    }

    @Test
    void whoComesLaterIsToldWhoWasFaster() {
        interactions.register(job, Fixture.continueAt(100));
        interactions.respond(job, 1, "y", "alice");

        assertThatThrownBy(() -> interactions.respond(job, 1, "n", "bob"))
                .isInstanceOfSatisfying(
                        AlreadyAnsweredException.class,
                        e -> assertThat(e.answer()).isEqualTo(new Answer("y", "alice", Fixture.NOON)))
                .hasMessage("Interaction 1 of job %d was already answered \"y\" by alice at 2026-01-01T12:00:00Z", job);
    }

    @Test
    void aResponseThatIsNoChoiceOrNoSingleLineIsRefusedAndChangesNothing() {
        interactions.register(job, Fixture.continueAt(100));
        long revision = database.changes().revision();

        for (String response : List.of("maybe", "", "yes", "y\n", "y\rn", "y\0", "Y", "x".repeat(5_000))) {
            assertThatThrownBy(() -> interactions.respond(job, 1, response, "alice"))
                    .as(response)
                    .isInstanceOf(InvalidResponseException.class);
        }

        assertThat(database.changes().revision()).isEqualTo(revision);
        assertThat(interactions.pending(job)).isPresent();
    }

    @Test
    void anEmptyResponseTakesTheDefaultIfThereIsOne() {
        interactions.register(
                job, Question.choices("Go?", List.of(new Choice("yes", "y"), new Choice("no", "n")), "n", 1));

        assertThat(interactions
                        .respond(job, 1, "", "alice")
                        .answer()
                        .orElseThrow()
                        .response())
                .isEmpty();
    }

    @Test
    void freeTextBesideChoicesTakesAnyLine() {
        interactions.register(
                job, new Question("Pick", InteractionType.CHOICES, List.of(new Choice("one", "1")), null, true, 1, 0));

        assertThat(interactions
                        .respond(job, 1, "something else — ünïcode", "alice")
                        .state())
                .isEqualTo(InteractionState.ANSWERED);
    }

    @Test
    void aSecretIsDeliveredButNeverShownAndForgottenWithTheJob() {
        interactions.register(job, Question.secret("Password:", 10));
        Interaction answered = interactions.respond(job, 1, "hunter2", "alice");

        assertThat(answered.answer().orElseThrow().response()).isEqualTo(Interaction.HIDDEN);
        assertThat(interactions.secrets(job)).containsExactly("hunter2");
        assertThat(new String(interactions.deliver(job, 1).orElseThrow().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("hunter2\n");
        assertThatThrownBy(() -> interactions.respond(job, 1, "guess", "bob")).hasMessageNotContaining("hunter2");

        database.jobs().finish(job, Outcome.succeeded());
        reopen();

        assertThat(interactions.secrets(job)).isEmpty();
        assertThat(interactions.get(job, 1).answer().orElseThrow().respondedBy())
                .isEqualTo("alice");
    }

    @Test
    void unknownJobsAndQuestionsAreNamed() {
        assertThatThrownBy(() -> interactions.respond(job, 7, "y", "alice"))
                .isInstanceOf(InteractionNotFoundException.class)
                .hasMessage("Job %d has no interaction 7", job);
        assertThatThrownBy(() -> interactions.respond(99, 1, "y", "alice"))
                .isInstanceOf(JobNotFoundException.class)
                .hasMessage("There is no job 99");
    }

    @Test
    void theEndOfTheJobWithdrawsItsQuestion() {
        interactions.register(job, Fixture.continueAt(100));
        database.jobs().finish(job, Outcome.failed(1, "exited with status 1"));

        assertThat(interactions.pending(job)).isEmpty();
        assertThatThrownBy(() -> interactions.respond(job, 1, "y", "alice"))
                .isInstanceOf(InteractionWithdrawnException.class);
        assertThatThrownBy(() -> interactions.register(job, Fixture.continueAt(200)))
                .isInstanceOf(JobCompleteException.class);
    }

    @Test
    void answersAreReportedInTheirOrderSinceARevision() {
        interactions.register(job, Fixture.continueAt(100));
        long first = interactions.respond(job, 1, "y", "alice").respondedRevision();
        interactions.register(job, Fixture.continueAt(200));
        interactions.respond(job, 2, "n", "bob");

        assertThat(interactions.answeredSince(job, 0))
                .extracting(Interaction::number)
                .containsExactly(1, 2);
        assertThat(interactions.answeredSince(job, first))
                .extracting(Interaction::number)
                .containsExactly(2);
    }

    @Test
    void ofSimultaneousAnswersExactlyOneIsAccepted() throws Exception {
        int rounds = 20;
        int people = 16;
        try (Database other = Fixture.open(directory)) { // a second one, as another process would have it
            ExecutorService threads = Executors.newFixedThreadPool(people);
            for (int round = 1; round <= rounds; round++) {
                int number =
                        interactions.register(job, Fixture.continueAt(round)).number();
                CountDownLatch start = new CountDownLatch(1);
                AtomicInteger told = new AtomicInteger();
                List<Future<Boolean>> answers = new ArrayList<>();
                for (int person = 0; person < people; person++) {
                    String name = "person-" + person;
                    Interactions here = person % 2 == 0 ? interactions : other.interactions();
                    answers.add(threads.submit(() -> {
                        start.await();
                        try {
                            here.respond(job, number, "y", name);
                            return true;
                        } catch (AlreadyAnsweredException e) {
                            told.incrementAndGet();
                            return false;
                        }
                    }));
                }
                start.countDown();
                int winners = 0;
                for (Future<Boolean> answer : answers) {
                    winners += answer.get() ? 1 : 0;
                }
                assertThat(winners).as("round " + round).isEqualTo(1);
                assertThat(told).hasValue(people - 1);
            }
            threads.shutdown();
        }
    }

    @Test
    void ofAnswersFromSeveralProcessesExactlyOneIsAccepted() throws Exception {
        int rounds = 30;
        database.jobs().finish(job, Outcome.succeeded()); // it would exclude a second one
        long contested = Fixture.running(database).id();
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        List<Process> racers = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            racers.add(new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Djava.io.tmpdir=" + temporary,
                            "-cp",
                            System.getProperty("java.class.path"),
                            AnsweringProcess.class.getName(),
                            directory.toString(),
                            Long.toString(contested),
                            Integer.toString(rounds),
                            name)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        for (Process racer : racers) {
            assertThat(racer.inputReader().readLine()).isEqualTo("ready");
        }
        String[] left = temporary.toFile().list();
        // Both are waiting for the first question; each one is answered by whoever sees it first.
        for (int round = 1; round <= rounds; round++) {
            interactions.register(contested, Fixture.continueAt(round));
            int number = round;
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> interactions.get(contested, number).state() != InteractionState.PENDING);
        }
        int wins = 0;
        for (Process racer : racers) {
            assertThat(racer.waitFor()).isZero();
            wins += Integer.parseInt(racer.inputReader().readLine());
        }

        assertThat(wins).isEqualTo(rounds);
        assertThat(left).as("what they would have left if they had been killed").isEmpty();
        assertThat(interactions.ofJob(contested))
                .allSatisfy(interaction -> assertThat(Stream.of("one", "two"))
                        .contains(interaction.answer().orElseThrow().respondedBy()));
    }
}
