package spiderpig.runner;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Command;
import spiderpig.core.Job;
import spiderpig.core.JobStatus;
import spiderpig.core.Outcome;
import spiderpig.core.PromptMode;
import spiderpig.logstore.JobLog;
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

    /** What has failed for a reason that nobody thought of will most likely fail again. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Job job;
    private final JobDirectory directory;
    private final RunnerContext context;
    private final DirectoryWatcher watcher;
    private final LongConsumer ended;
    private final StepRunner steps;
    private final Thread thread;
    private volatile @Nullable SupervisedJob supervised;

    /** @param ended is told the job's id when the thread is about to end */
    JobThread(Job job, JobDirectory directory, RunnerContext context, DirectoryWatcher watcher, LongConsumer ended) {
        this.job = job;
        this.directory = directory;
        this.context = context;
        this.watcher = watcher;
        this.ended = ended;
        this.steps = new StepRunner("Job " + job.id());
        this.thread = new Thread(this::run, "job-" + job.id());
    }

    void start() {
        thread.start();
    }

    /** The calling thread has changed the job, or what is asked of it. The job's own thread knows what it has done. */
    void changed() {
        SupervisedJob current = supervised;
        if (current != null && Thread.currentThread() != thread) {
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
        } catch (StepRunner.LostFileException e) {
            concludeLost("ended, status unknown: " + e.getMessage());
        } catch (StepRunner.StoppedException e) {
            LOG.log(Level.DEBUG, e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "Job " + job.id() + " goes on, but can't be supervised; it is taken up again soon", e);
            steps.rest(AFTER_FAILURE);
        } finally {
            ended.accept(job.id());
        }
    }

    // ---- starting ------------------------------------------------------------------------------------------------

    /** Starts the job; empty if it need not be followed: it was cancelled in time, or can't be started. */
    private Optional<Process> launch() {
        if (context.clock().instant().isAfter(job.createdAt().plus(EXPECTED_WITHIN))) {
            concludeUnstarted("could not start: no server ran when it was asked for; the command has not run");
            return Optional.empty();
        }
        Optional<Command> command = context.commands().find(job.command());
        IoKey key = IoKey.random();
        // A queued job has never been started, whatever there may be of a directory.
        steps.run(() -> directory.create(key, command.isEmpty() || command.get().prompts() != PromptMode.NONE));
        if (!steps.persist(() -> context.database().jobs().start(job.id()))) {
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
            concludeUnstarted(String.valueOf(e.getMessage()));
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

    private void concludeUnstarted(String problem) {
        conclude(problem, List.of(problem));
    }

    /**
     * Ends a job of which nothing is left to be read.
     *
     * @param events what its log says of that at the end
     */
    private void conclude(String problem, List<String> events) {
        JobLog log = steps.persist(() -> context.logs().create(job.id()));
        if (!log.complete()) {
            LogWriter writer = log.writer();
            for (String event : events) {
                byte[] text = event.getBytes(StandardCharsets.UTF_8);
                writer.line(RecordKind.EVENT, context.clock().instant(), false, text, 0, text.length);
            }
            steps.run(() -> writer.complete(log.checkpoint()));
        }
        steps.run(() -> context.database().jobs().finish(job.id(), Outcome.failed(null, problem)));
        steps.run(directory::remove);
    }

    /** Ends a job of which something may still run, but which can no longer be followed. */
    private void concludeLost(String lost) {
        String problem = directory.exists() ? lost : "ended, status unknown: its directory was removed";
        SupervisedJob followed = supervised;
        JobProcesses processes = followed == null ? new JobProcesses(directory, IoKey.random()) : followed.processes();
        try {
            List<String> events = new ArrayList<>();
            steps.persist(processes::describeSurvivors).ifPresent(events::add);
            events.add(problem);
            conclude(problem, events);
        } catch (StepRunner.StoppedException e) {
            LOG.log(Level.DEBUG, e.getMessage());
        }
    }

    // ---- supervising ---------------------------------------------------------------------------------------------

    private void supervise(@Nullable Process started) {
        Optional<Command> command = context.commands().find(job.command());
        IoKey key = steps.persist(directory::key);
        JobLog log = steps.persist(() -> context.logs().create(job.id()));
        try (DirectoryWatcher.Watch watch = watcher.watch(directory.path(), steps::wake)) {
            SupervisedJob current = new SupervisedJob(
                    steps.persist(() -> context.database().jobs().get(job.id())),
                    command,
                    directory,
                    key,
                    started,
                    log,
                    context,
                    steps);
            supervised = current;
            current.follow(watch.patience());
        }
    }
}
