package spiderpig.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Change;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.Job;
import spiderpig.core.JobStatus;
import spiderpig.core.Subscription;
import spiderpig.logstore.LogStore;

/**
 * Runs the jobs that are queued in the database, each supervised by a thread of its own. Jobs outlive the runner: closed, killed
 * or crashed, the next one on the same directory takes them up where this one left them.
 *
 * <p>At most one runner may use a jobs directory at a time; whoever opens it sees to that. Safe for any number of threads.
 */
public final class JobRunner implements AutoCloseable {
    private static final Logger LOG = System.getLogger(JobRunner.class.getName());

    /** Other processes may have queued a job without our being told. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Path directory;
    private final RunnerContext context;

    private final Map<Long, JobThread> threads = new ConcurrentHashMap<>();
    private final StepRunner steps = new StepRunner("The runner");
    private @Nullable DirectoryWatcher watcher;
    private @Nullable Subscription changes;
    private @Nullable Thread dispatcher;

    private JobRunner(Path directory, RunnerContext context) {
        this.directory = directory;
        this.context = context;
    }

    /**
     * A runner that has not started yet.
     *
     * @param directory in which running jobs have their directories; created if it is absent. It must outlast restarts
     * @param database whose jobs are run; neither it nor {@code logs} is closed by the runner, but both must outlast it
     */
    public static JobRunner open(
            Path directory, Database database, LogStore logs, Commands commands, Clock clock, RunnerSettings settings) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            // The programs that a job is made of know it by this name.
            JobRunner runner =
                    new JobRunner(directory.toRealPath(), new RunnerContext(database, logs, commands, clock, settings));
            // Listeners are told in turn: whoever carries changes out, before those that only show them.
            runner.changes = database.changes().subscribe(runner::changed);
            return runner;
        } catch (IOException e) {
            throw new UncheckedIOException("The jobs directory " + directory + " can't be made: " + e.getMessage(), e);
        }
    }

    /** Takes up the jobs that run already, then begins to take those that are queued. To be called once. */
    public synchronized void start() {
        if (dispatcher != null) {
            throw new IllegalStateException("The runner on " + directory + " was started already");
        }
        DirectoryWatcher watching = DirectoryWatcher.start();
        watcher = watching;
        List<Job> unfinished = context.database().jobs().unfinished();
        removeLeftovers(unfinished);
        for (Job job : unfinished) {
            if (job.status() == JobStatus.IN_PROGRESS) {
                supervise(job, watching);
            }
        }
        Thread thread = new Thread(() -> dispatch(watching), "job-runner");
        dispatcher = thread;
        thread.start();
    }

    /** A directory without an unfinished job is one whose removal was cut short. What can't be removed stops nothing else. */
    private void removeLeftovers(List<Job> unfinished) {
        try {
            Set<Long> kept = new TreeSet<>();
            unfinished.forEach(job -> kept.add(job.id()));
            for (long id : JobDirectory.ids(directory)) {
                if (!kept.contains(id)) {
                    removeLeftover(JobDirectory.of(directory, id));
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "What finished jobs have left in " + directory + " stays until the next start", e);
        }
    }

    private static void removeLeftover(JobDirectory leftover) {
        try {
            JobProcesses.endHelpers(leftover);
            leftover.remove();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "What a finished job has left in " + leftover + " stays until the next start", e);
        }
    }

    private void changed(Change change) {
        JobThread thread = threads.get(change.job());
        if (thread == null) {
            steps.wake();
        } else {
            thread.changed();
        }
    }

    private void dispatch(DirectoryWatcher watching) {
        try {
            while (true) {
                steps.checkStopped();
                for (Job job : steps.persist(() -> context.database().jobs().unfinished())) {
                    if (!threads.containsKey(job.id())) {
                        takeUp(job.id(), watching);
                    }
                }
                steps.sleep(LOOK);
            }
        } catch (StepRunner.StoppedException e) {
            LOG.log(Level.DEBUG, "No more jobs are started", e);
        }
    }

    /** Supervises a job that was seen without a thread: a new one, or one whose thread has failed. */
    private void takeUp(long id, DirectoryWatcher watching) {
        // Looked at again, because its thread may have finished it and ended in between.
        Job job = steps.persist(() -> context.database().jobs().get(id));
        if (job.status() != JobStatus.COMPLETE) {
            supervise(job, watching);
        }
    }

    private void supervise(Job job, DirectoryWatcher watching) {
        threads.computeIfAbsent(job.id(), id -> {
            JobThread thread = new JobThread(job, JobDirectory.of(directory, id), context, watching, this::ended);
            thread.start();
            return thread;
        });
    }

    private void ended(long job) {
        threads.remove(job);
        steps.wake(); // it may have changed just before, when the word still went to the thread
    }

    /** The ids of the jobs that are being supervised, ascending. */
    public Set<Long> running() {
        return new TreeSet<>(threads.keySet());
    }

    /** What is in the way at the moment, each a sentence for a person; empty if all is well. */
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        steps.trouble().ifPresent(troubles::add);
        new TreeMap<>(threads).values().forEach(thread -> thread.trouble().ifPresent(troubles::add));
        return troubles;
    }

    /** Stops supervising, which takes a second at most. The jobs go on, and the next runner takes them up. */
    @Override
    public synchronized void close() {
        if (changes != null) {
            changes.close();
        }
        steps.stop();
        List<JobThread> stopping = List.copyOf(threads.values());
        stopping.forEach(JobThread::stop);
        long deadline = System.nanoTime() + CLOSE.toNanos();
        Optional.ofNullable(dispatcher).ifPresent(thread -> join(thread, deadline));
        // One that the dispatcher has started in the meantime is among these.
        threads.values().forEach(JobThread::stop);
        stopping.forEach(thread -> thread.join(deadline));
        threads.values().forEach(thread -> thread.join(deadline));
        if (watcher != null) {
            watcher.close();
        }
    }

    static void join(Thread thread, long deadline) {
        try {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis > 0) {
                thread.join(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
