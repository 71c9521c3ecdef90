package spiderpig.runner;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Command;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.Job;
import spiderpig.core.JobStatus;
import spiderpig.core.Outcome;
import spiderpig.core.PromptMode;
import spiderpig.logstore.JobLog;
import spiderpig.logstore.LogStore;
import spiderpig.logstore.LogWriter;
import spiderpig.logstore.RecordKind;

/**
 * The thread of one job: starts the job if it is queued, takes it up if it runs, and supervises it to its end.
 *
 * <p>Its methods are for any thread.
 */
final class JobThread {
    private static final Logger LOG = System.getLogger(JobThread.class.getName());

    /** A deployment that was asked for must not begin by itself when a server comes back much later. */
    private static final Duration EXPECTED_WITHIN = Duration.ofMinutes(1);

    private final Job job;
    private final JobDirectory directory;
    private final Database database;
    private final LogStore logs;
    private final Commands commands;
    private final Clock clock;
    private final RunnerSettings settings;
    private final DirectoryWatcher watcher;
    private final LongConsumer ended;
    private final StepRunner steps;
    private final Thread thread;
    private volatile @Nullable SupervisedJob supervised;

    /** @param ended is told the job's id when the thread is about to end */
    JobThread(
            Job job,
            JobDirectory directory,
            Database database,
            LogStore logs,
            Commands commands,
            Clock clock,
            RunnerSettings settings,
            DirectoryWatcher watcher,
            LongConsumer ended) {
        this.job = job;
        this.directory = directory;
        this.database = database;
        this.logs = logs;
        this.commands = commands;
        this.clock = clock;
        this.settings = settings;
        this.watcher = watcher;
        this.ended = ended;
        this.steps = new StepRunner("Job " + job.id());
        this.thread = new Thread(this::run, "job-" + job.id());
    }

    void start() {
        thread.start();
    }

    void requested() {
        SupervisedJob current = supervised;
        if (current != null) {
            current.requested();
        }
    }

    void stop() {
        steps.stop();
    }

    void join(long deadline) {
        JobRunner.join(thread, deadline);
    }

    Optional<String> trouble() {
        return steps.trouble();
    }

    private void run() {
        try {
            @Nullable Process started = null;
            if (job.status() == JobStatus.QUEUED) {
                Optional<Process> launched = launch();
                if (launched.isEmpty()) {
                    return;
                }
                started = launched.get();
            }
            supervise(started);
        } catch (StepRunner.StoppedException e) {
            LOG.log(Level.DEBUG, e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "Job " + job.id() + " is no longer supervised until the next start; it goes on", e);
            throw e;
        } finally {
            ended.accept(job.id());
        }
    }

    // ---- starting ------------------------------------------------------------------------------------------------

    /** Starts the job; empty if it need not be followed: it was cancelled in time, or can't be started. */
    private Optional<Process> launch() {
        if (clock.instant().isAfter(job.createdAt().plus(EXPECTED_WITHIN))) {
            conclude("could not start: no server ran when it was asked for; the command has not run");
            return Optional.empty();
        }
        Optional<Command> command = commands.find(job.command());
        IoKey key = IoKey.random();
        // A queued job has never been started, whatever there may be of a directory.
        steps.run(() -> directory.create(key, command.isEmpty() || command.get().prompts() != PromptMode.NONE));
        if (!steps.persist(() -> database.jobs().start(job.id()))) {
            steps.run(directory::remove);
            return Optional.empty();
        }
        try {
            if (command.isEmpty()) {
                throw new LaunchException("there is no command \"" + job.command() + "\" any more");
            }
            return Optional.of(JobLauncher.launch(
                    directory,
                    command.get().arguments(job.parameters()),
                    command.get().directory(),
                    environment(command.get(), key)));
        } catch (LaunchException e) {
            conclude(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Map<String, String> environment(Command command, IoKey key) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("FORCE_COLOR", "1");
        environment.put("PYTHONUNBUFFERED", "1");
        environment.putAll(command.environment());
        environment.put("SPIDERPIG_IO_KEY", key.text());
        environment.put("SPIDERPIG_JOB_ID", Long.toString(job.id()));
        environment.put("SPIDERPIG_REAL_USER", job.owner());
        return environment;
    }

    /** Ends a job of which nothing runs, and nothing is left to be read. */
    private void conclude(String problem) {
        JobLog log = logs.create(job.id());
        if (!log.complete()) {
            LogWriter writer = log.writer();
            byte[] text = problem.getBytes(StandardCharsets.UTF_8);
            writer.line(RecordKind.EVENT, clock.instant(), false, text, 0, text.length);
            steps.run(() -> writer.complete(log.checkpoint()));
        }
        steps.run(() -> database.jobs().finish(job.id(), Outcome.failed(null, problem)));
        steps.run(directory::remove);
    }

    // ---- supervising ---------------------------------------------------------------------------------------------

    private void supervise(@Nullable Process started) {
        Optional<Command> command = commands.find(job.command());
        Optional<IoKey> key = steps.persist(this::key);
        if (key.isEmpty()) {
            conclude("ended, status unknown: its directory was removed");
            return;
        }
        JobLog log = steps.persist(() -> logs.create(job.id()));
        try (DirectoryWatcher.Watch watch = watcher.watch(directory.path(), steps::wake)) {
            SupervisedJob current = new SupervisedJob(
                    steps.persist(() -> database.jobs().get(job.id())),
                    database.jobs(),
                    database.interactions(),
                    log,
                    directory,
                    key.get(),
                    started,
                    command.map(Command::prompts).orElse(PromptMode.AUTO),
                    command.map(Command::timeout).orElse(null),
                    settings,
                    clock,
                    steps);
            supervised = current;
            current.follow(watch.patience());
        }
    }

    private Optional<IoKey> key() throws IOException {
        try {
            return Optional.of(directory.key());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
