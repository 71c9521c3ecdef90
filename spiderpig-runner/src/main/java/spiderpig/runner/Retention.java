package spiderpig.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import spiderpig.core.Database;
import spiderpig.core.Job;
import spiderpig.core.Jobs;
import spiderpig.logstore.LogStore;

/**
 * Forgets jobs that are old, each with its questions, its log and its directory: never one that is not complete, never one that is
 * pinned. The row goes first, and a log without a row is garbage; so whatever a crash leaves behind, the next collection removes.
 *
 * <p>Safe for any number of threads, and beside a server of another process: files that are being read are read to their end.
 */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Retention.class.getName());
    private static final Duration EVERY = Duration.ofDays(1);

    private final Database database;
    private final LogStore logs;
    private final Path directories;
    private final Clock clock;
    private final Policy policy;
    private final ScheduledExecutorService schedule;

    /**
     * How long jobs are kept.
     *
     * @param keep how long after its end a job is kept at least, unless there are too many
     * @param jobs how many jobs are kept at most, whatever their age
     */
    public record Policy(Duration keep, int jobs) {
        public Policy {
            if (keep.isNegative() || jobs < 1) {
                throw new IllegalArgumentException(
                        "Can't keep jobs for " + keep + ", nor at most " + jobs + " of them");
            }
        }

        /** A quarter of a year, and no more jobs than lists and searches stay fast with. */
        public static Policy defaults() {
            return new Policy(Duration.ofDays(90), 10_000);
        }
    }

    /**
     * What a collection has done.
     *
     * @param jobs those that are gone, oldest first
     * @param left sentences on what of them could not be removed; the next collection tries again
     */
    public record Collected(List<Job> jobs, List<String> left) {}

    /** @param directories where the job directories are */
    public Retention(Database database, LogStore logs, Path directories, Clock clock, Policy policy) {
        this.database = database;
        this.logs = logs;
        this.directories = directories;
        this.clock = clock;
        this.policy = policy;
        this.schedule = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "retention");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Collects now, and then once a day, on a thread of its own. */
    public void start() {
        ScheduledFuture<?> unused =
                schedule.scheduleWithFixedDelay(this::collectOrSay, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    private void collectOrSay() {
        try {
            Collected collected = collect();
            if (!collected.jobs().isEmpty()) {
                LOG.log(Level.INFO, "Forgot " + collected.jobs().size() + " jobs that had come to their age");
            }
            collected.left().forEach(left -> LOG.log(Level.WARNING, left));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Can't forget old jobs; it is tried again in " + EVERY.toHours() + " hours", e);
        }
    }

    /** The jobs that a collection would forget, oldest first. */
    public List<Job> forgettable() {
        return database.jobs().forgettable(before(), policy.jobs());
    }

    /** The jobs that it would forget too if they were not pinned, oldest first. */
    public List<Job> keptByPin() {
        return database.jobs().keptByPin(before(), policy.jobs());
    }

    private Instant before() {
        return clock.instant().minus(policy.keep());
    }

    /** Forgets what may be forgotten, and removes what an earlier collection has left. What can't be removed stops nothing else. */
    public Collected collect() {
        Jobs jobs = database.jobs();
        List<Job> forgotten = new ArrayList<>();
        for (Job job : forgettable()) {
            if (jobs.delete(job.id())) { // not if it was pinned in the meantime
                forgotten.add(job);
            }
        }
        List<String> left = new ArrayList<>();
        logs.ids().filter(id -> jobs.find(id).isEmpty()).forEach(id -> {
            try {
                logs.delete(id);
            } catch (UncheckedIOException e) {
                left.add(String.valueOf(e.getMessage()));
            }
        });
        for (long id : directoriesWithoutJob(jobs, left)) {
            try {
                JobDirectory.of(directories, id).remove();
            } catch (IOException e) {
                left.add("The directory of job " + id + " cannot be deleted: " + e);
            }
        }
        return new Collected(forgotten, left);
    }

    private List<Long> directoriesWithoutJob(Jobs jobs, List<String> left) {
        try {
            return JobDirectory.ids(directories).stream()
                    .filter(id -> jobs.find(id).isEmpty())
                    .toList();
        } catch (IOException e) {
            left.add("The directories of jobs in " + directories + " cannot be listed: " + e);
            return List.of();
        }
    }

    @Override
    public void close() {
        schedule.shutdownNow();
    }
}
