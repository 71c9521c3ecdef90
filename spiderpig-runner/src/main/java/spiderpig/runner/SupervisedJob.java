package spiderpig.runner;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Command;
import spiderpig.core.Interaction;
import spiderpig.core.Interactions;
import spiderpig.core.Intervention;
import spiderpig.core.InterventionKind;
import spiderpig.core.Job;
import spiderpig.core.Jobs;
import spiderpig.core.Outcome;
import spiderpig.core.PromptMode;
import spiderpig.core.Question;
import spiderpig.logstore.Checkpoint;
import spiderpig.logstore.JobLog;
import spiderpig.logstore.LogWriter;

/**
 * Follows one running job to its end: output to the log, questions to people, answers and signals to the job.
 *
 * <p>It may be given up at any instant, by the death of the server too, and another one goes on from the log's checkpoint: up to
 * there the output and everything that was asked of the job stand in the log; what comes behind is read again. Therefore
 * <ul>
 * <li>a question is registered before the log has it, and found again if it is registered once more;
 * <li>an answer is logged, then delivered, and a delivery that was begun is finished;
 * <li>a signal is sent, then logged: at worst it is sent twice, but never forgotten. It does not wait for a disk that is full,
 *     for the job may be what fills it.
 * </ul>
 *
 * <p>For one thread, that of the job.
 */
final class SupervisedJob {
    /** How much output is logged in one batch; it is held in memory until then. */
    private static final long BATCH = 1024 * 1024;

    /** Other processes may have changed the database without our being told. */
    private static final Duration REQUESTS = Duration.ofSeconds(1);

    /** How long to wait for a job to be there that has been started and is to be stopped already. */
    private static final Duration MOMENT = Duration.ofMillis(5);

    private final Job job;
    private final Jobs jobs;
    private final Interactions interactions;
    private final JobDirectory directory;
    private final Clock clock;
    private final StepRunner steps;
    private final PromptMode mode;

    private final JobLog log;
    private final LogWriter writer;
    private final JobOutput output;
    private TypedSecrets typed = TypedSecrets.NONE;
    private final JobProcesses processes;
    private final Ending ending;
    private final Conversation conversation;
    private final Stopping stopping;
    private final SelfReport report;
    private final QuestionFinder finder;

    /** The highest revision of what was asked of the job and stands in the log. */
    private long revision;

    private long requestsLookedAt = System.nanoTime() - REQUESTS.toNanos();
    private volatile boolean requestsChanged = true;
    private boolean inputClosed;

    /**
     * @param command what it is a job of; empty if that has gone from the configuration
     * @param started the wrapper, if this process has started it; null if the job is taken up again
     * @param log the job's log, which nobody else writes
     */
    SupervisedJob(
            Job job,
            Optional<Command> command,
            JobDirectory directory,
            IoKey key,
            @Nullable Process started,
            JobLog log,
            RunnerContext context,
            StepRunner steps) {
        this.job = job;
        this.jobs = context.database().jobs();
        this.interactions = context.database().interactions();
        this.directory = directory;
        this.clock = context.clock();
        this.steps = steps;
        this.mode = command.map(Command::prompts).orElse(PromptMode.AUTO);
        this.log = log;
        this.writer = log.writer();
        this.output = new JobOutput(key, writer);
        this.processes = new JobProcesses(directory, key);
        this.ending = new Ending(directory, processes, started);
        this.conversation = new Conversation(job.id(), interactions, directory, key, steps);
        this.stopping = new Stopping(job, command, processes, context);
        this.report = new SelfReport(job.id(), jobs, steps);
        this.finder = new QuestionFinder(directory, key);
    }

    /** The job's processes, for the job's thread. */
    JobProcesses processes() {
        return processes;
    }

    /** Something was asked of the job. For any thread. */
    void requested() {
        requestsChanged = true;
        steps.wake();
    }

    /**
     * Follows the job until it is complete.
     *
     * @param patience how long to sleep at most without looking
     * @throws StepRunner.StoppedException if supervision was stopped; the job goes on
     */
    void follow(Duration patience) {
        steps.meanwhile(() -> {
            stopping.takeUnlogged(revision);
            requestsChanged = true; // they are logged as soon as that is possible
        });
        writer.discard(); // a thread that has failed may have left something, which is read again
        revision = log.checkpoint().revision();
        List<Intervention> carriedOut = steps.persist(() -> jobs.interventionsSince(job.id(), 0)).stream()
                .filter(intervention -> intervention.revision() <= revision)
                .toList();
        stopping.resume(carriedOut);
        inputClosed = carriedOut.stream().anyMatch(earlier -> earlier.kind() == InterventionKind.CLOSE_INPUT);
        if (log.complete()) { // all but the last step was done already
            finish(awaitEnd(patience));
            return;
        }
        long logged = log.checkpoint().sourceOffset();
        OptionalLong cut = conversation.resume(logged);
        learnSecrets();
        try (OutputReader reader = steps.persist(() -> new OutputReader(directory.output(), logged))) {
            finish(follow(reader, cut, patience));
        } catch (IOException e) {
            throw new IllegalStateException("The output of job " + job.id() + " can't be closed", e);
        }
    }

    private Ending.End follow(OutputReader reader, OptionalLong cut, Duration patience) {
        OptionalLong promptEnd = cut;
        while (true) {
            steps.checkStopped();
            Optional<Ending.End> end = steps.persist(ending::look);
            boolean more = read(reader, promptEnd);
            promptEnd = OptionalLong.empty();
            boolean waits = carryOutRequests(reader);
            if (more) {
                continue;
            }
            if (end.isPresent()) {
                seal(reader, end.get());
                return end.get();
            }
            steps.run(this::askForNextStep);
            noticeLostHelpers(reader);
            findQuestion(reader);
            steps.sleep(waits ? MOMENT : finder.nextLook(patience));
        }
    }

    private Ending.End awaitEnd(Duration patience) {
        while (true) {
            Optional<Ending.End> end = steps.persist(ending::look);
            if (end.isPresent()) {
                return end.get();
            }
            steps.sleep(patience);
        }
    }

    // ---- output to the log ---------------------------------------------------------------------------------------

    /** Reads what the job has printed since, up to a batch, and commits it; returns whether there was anything. */
    private boolean read(OutputReader reader, OptionalLong promptEnd) {
        long from = reader.endOffset();
        Instant now = clock.instant();
        while (reader.endOffset() - from < BATCH && steps.persist(reader::fill)) {
            promptEnd.ifPresent(end -> cut(reader, end, now));
            if (reader.nextLines(output::isPlain)) {
                output.printLines(reader, now);
            }
            while (reader.next()) {
                output.take(reader, now).ifPresent(message -> hear(message, reader, now));
            }
        }
        if (reader.endOffset() == from) {
            return false;
        }
        finder.busy();
        conversation.printedUpTo(reader.endOffset());
        reportLostAnswer();
        report.passOn();
        commit(reader);
        return true;
    }

    /** Logs the text of a question that was asked, by a job whose server died before it could. */
    private void cut(OutputReader reader, long end, Instant now) {
        while (reader.offset() < end) {
            if (reader.endOffset() >= end && !lineEndsBefore(reader, end)) {
                logPrompt(reader, end, now);
                return;
            }
            if (!reader.next()) {
                return;
            }
            output.take(reader, now).ifPresent(message -> hear(message, reader, now));
        }
    }

    private static boolean lineEndsBefore(OutputReader reader, long end) {
        return reader.lineEnd() >= 0 && reader.lineEnd() < end;
    }

    private void logPrompt(OutputReader reader, long end, Instant now) {
        reader.takeUntil(end);
        output.printPrompt(reader, now);
    }

    private void hear(JobMessage message, OutputReader reader, Instant now) {
        if (message instanceof JobMessage.Status status) {
            report.status(status);
        } else if (message instanceof JobMessage.ProgressReport progress) {
            report.progress(progress);
        } else if (message instanceof JobMessage.Ask ask) {
            report.passOn(); // what led to the question is there before it
            if (mode != PromptMode.NONE && !inputClosed) {
                conversation.ask(ask.at(reader.offset()), true);
            }
            output.prompt(now, ask.text());
            commit(reader);
        }
    }

    private void commit(OutputReader reader) {
        steps.run(() -> writer.commit(new Checkpoint(reader.offset(), revision)));
    }

    // ---- questions of programs that don't say that they ask --------------------------------------------------------

    private void findQuestion(OutputReader reader) {
        if (conversation.isRecognised() && finder.isGivenUp()) {
            conversation.giveUp();
            reportLostAnswer();
            commit(reader);
        }
        long offset = reader.endOffset();
        if (mode != PromptMode.AUTO || inputClosed || !conversation.mayAskAt(offset)) {
            return;
        }
        Optional<Question> found = finder.look(reader, conversation.lastOffset(), conversation.askedAt(offset));
        if (found.isEmpty()) {
            return;
        }
        conversation.ask(typed.mask(found.get()), false);
        if (reader.hasUnterminated()) {
            logPrompt(reader, offset, clock.instant());
            commit(reader);
        }
    }

    // ---- what people ask of the job ------------------------------------------------------------------------------

    /** Carries out what was asked since; returns whether something has to wait for a moment. */
    private boolean carryOutRequests(OutputReader reader) {
        boolean due = System.nanoTime() - requestsLookedAt >= REQUESTS.toNanos();
        if (!requestsChanged && !due) {
            return false;
        }
        requestsChanged = false;
        requestsLookedAt = System.nanoTime();
        deliverLogged(); // what was logged before the server was restarted
        for (Request request : steps.persist(() -> Request.since(jobs, interactions, job.id(), revision))) {
            if (!carryOut(request, reader)) {
                requestsChanged = true;
                return true;
            }
        }
        requestsChanged |= conversation.wasAnsweredUpTo(revision);
        return conversation.wasAnsweredUpTo(revision);
    }

    /** Carries one out and logs it; returns false, with nothing done, if it has to wait. */
    private boolean carryOut(Request request, OutputReader reader) {
        if (request instanceof Request.Response response) {
            Interaction interaction = response.interaction();
            if (mayBeOver()) {
                return false; // what the job does now comes first
            }
            boolean awaited = conversation.awaits(interaction);
            String answer = AnswerText.of(interaction);
            output.response(clock.instant(), awaited ? answer : answer + " (too late: the command went on without it)");
            logged(request, reader);
            if (awaited) {
                conversation.answered(revision);
                deliverLogged();
            }
            return true;
        }
        if (request instanceof Request.Action action) {
            Intervention intervention = action.intervention();
            boolean done =
                    intervention.kind() == InterventionKind.CLOSE_INPUT ? closeInput(intervention) : stop(intervention);
            if (done) {
                conversation.withdraw();
                logged(request, reader);
            }
            return done;
        }
        throw new IllegalStateException("Nobody knows how to carry out " + request);
    }

    /** Whether the open question may be over, so that its answer must not be sent: it might reach the next one. */
    private boolean mayBeOver() {
        return conversation.mayBeOver() || (conversation.isRecognised() && !finder.isAwaited());
    }

    private void logged(Request request, OutputReader reader) {
        revision = request.revision();
        commit(reader);
    }

    /** Delivers the answer that the open question has in the log, unless the command has gone on meanwhile. */
    private void deliverLogged() {
        if (conversation.wasAnsweredUpTo(revision) && !mayBeOver()) {
            boolean secret = conversation.deliver();
            finder.busy();
            if (secret) {
                learnSecrets();
            }
        }
    }

    private void learnSecrets() {
        typed = new TypedSecrets(conversation.secrets());
        output.secrets(typed);
    }

    /** Says in the log of an answer that stands there that it came to nothing. */
    private void reportLostAnswer() {
        if (conversation.takeLostAnswer()) {
            output.event(clock.instant(), "The answer was not sent: its question was over before");
        }
    }

    private boolean closeInput(Intervention intervention) {
        if (!steps.persist(processes::endInput)) {
            return false;
        }
        inputClosed = true;
        output.event(
                clock.instant(),
                "Input closed"
                        + intervention.requestedBy().map(user -> " by " + user).orElse("")
                        + intervention.reason().map(reason -> ": " + reason).orElse(""));
        return true;
    }

    private boolean stop(Intervention step) {
        if (!steps.persist(() -> stopping.take(step))) {
            return false; // it is not there yet, or no longer
        }
        output.event(clock.instant(), stopping.describe(step));
        return true;
    }

    private void askForNextStep() {
        if (stopping.askForNext()) {
            requested();
        }
    }

    /** Says so when a process that stands between the job and its files is no more. */
    private void noticeLostHelpers(OutputReader reader) {
        processes.remember();
        if (!inputClosed && processes.feederWasKilled()) {
            steps.run(() -> jobs.inputEnded(job.id(), "the process that feeds it was killed"));
            requested();
        }
        if (ending.losesOutput()) {
            output.event(clock.instant(), "From here on, " + Ending.OUTPUT_LOST);
            commit(reader);
        }
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    private void seal(OutputReader reader, Ending.End end) {
        Instant now = clock.instant();
        if (reader.hasUnterminated()) {
            reader.takeUntil(reader.endOffset());
            output.take(reader, now).ifPresent(message -> hear(message, reader, now));
        }
        report.passOn();
        steps.persist(processes::describeSurvivors).ifPresent(text -> output.event(now, text));
        if (end.exit() == null) {
            output.event(now, end.problem());
        }
        steps.run(() -> writer.complete(new Checkpoint(reader.offset(), revision)));
    }

    private void finish(Ending.End end) {
        Outcome outcome = end.outcome(stopping.reason());
        steps.run(() -> jobs.finish(job.id(), outcome));
        steps.run(() -> JobProcesses.endHelpers(directory));
        steps.run(directory::remove);
    }
}
