package spiderpig.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import spiderpig.core.ChangeSignal;
import spiderpig.core.Subscription;

/**
 * Knows the last commit: at once if it was this process's, within {@value #LOOK_MILLIS} ms if it was another's.
 *
 * <p>Safe for any number of threads.
 */
final class CommitWatch implements AutoCloseable {
    static final int LOOK_MILLIS = 500;

    private static final Logger LOG = System.getLogger(CommitWatch.class.getName());

    private final LongSupplier database;
    private final AtomicLong revision;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Subscription ownCommits;
    private final ScheduledFuture<?> looks;
    private volatile boolean readable = true;

    /**
     * @param ownCommits tells of this process's commits
     * @param database reads the revision of the last commit of anybody
     */
    CommitWatch(ChangeSignal ownCommits, LongSupplier database, ScheduledExecutorService executor) {
        this.database = database;
        this.revision = new AtomicLong(ownCommits.revision());
        this.ownCommits = ownCommits.subscribe(change -> saw(change.revision()));
        this.looks = executor.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The highest revision known to be committed; empty while the database can't be read. What was read from the database
     * after this was asked for is up to date for as long as it stays the same, but for {@value #LOOK_MILLIS} ms if another
     * process commits.
     */
    OptionalLong revision() {
        return readable ? OptionalLong.of(revision.get()) : OptionalLong.empty();
    }

    /** Whether there are commits after this revision. */
    boolean isAfter(long seen) {
        return revision.get() > seen;
    }

    /** Calls {@code listener} after commits, on the thread that committed: it must return at once. */
    Subscription subscribe(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void look() {
        try {
            saw(database.getAsLong());
            readable = true;
        } catch (RuntimeException e) {
            if (readable) {
                LOG.log(Level.ERROR, "The database can't be read; it is tried again every " + LOOK_MILLIS + " ms", e);
            }
            readable = false;
        }
    }

    private void saw(long committed) {
        // Raised before anyone is told, so that whoever looks because of it finds it.
        if (revision.getAndAccumulate(committed, Math::max) < committed) {
            listeners.forEach(Runnable::run);
        }
    }

    @Override
    public void close() {
        looks.cancel(false);
        ownCommits.close();
    }
}
