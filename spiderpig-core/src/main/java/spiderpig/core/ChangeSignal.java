package spiderpig.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Says "look again" after a commit of this process. It carries no truth: whoever is told reads what is in the database, and
 * who was told nothing (another process committed, this one was restarted) finds the same by looking now and then.
 *
 * <p>Safe for any number of threads.
 */
public final class ChangeSignal {
    private static final Logger LOG = System.getLogger(ChangeSignal.class.getName());

    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong revision;

    ChangeSignal(long revision) {
        this.revision = new AtomicLong(revision);
    }

    /** The highest revision that this process knows to be committed. Anything read before it was raised may be out of date. */
    public long revision() {
        return revision.get();
    }

    /**
     * Calls {@code listener} after each commit, on the thread that committed, until the subscription is closed. Two commits
     * may be told in either order. A listener must return at once: the committing thread waits for it.
     */
    public Subscription subscribe(Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void publish(Change change) {
        revision.accumulateAndGet(change.revision(), Math::max);
        for (Consumer<Change> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                // The change is committed, whatever a listener makes of it; it looks again at its next turn.
                LOG.log(Level.ERROR, "A listener failed at " + change + "; the others are told", e);
            }
        }
    }
}
