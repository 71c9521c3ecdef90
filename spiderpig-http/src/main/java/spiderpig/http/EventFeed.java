package spiderpig.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A sequence of events that any number of viewers follow, each from a position of its own. It holds no queue: a viewer that
 * has sent everything asks for what comes after its position, which is read then. Viewers at one position, as those who are up
 * to date all are, share one reading.
 *
 * <p>Work is done in turns: {@link #wake} has one held, which serves every viewer that waits. Between turns there is a pause of
 * {@value #PAUSE_MILLIS} ms, as one commit is often followed by the next, and a longer one the more viewers there are, so that
 * all of them together cost at most {@value #WRITES_PER_SECOND} writes a second; what comes up in a pause goes out together.
 *
 * <p>Safe for any number of threads.
 */
abstract class EventFeed {
    static final int WRITES_PER_SECOND = 5_000;

    private static final int PAUSE_MILLIS = 2;

    /** Batches that are remembered for the viewers who come to the same position a little later. */
    private static final int REMEMBERED = 8;

    private static final Logger LOG = System.getLogger(EventFeed.class.getName());

    private final ScheduledExecutorService executor;
    private final Set<EventStream> viewers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean turnAhead = new AtomicBoolean();
    private final Map<Long, Batch> remembered = new LinkedHashMap<>();
    private volatile long lastTurn = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

    EventFeed(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    /** Reads and renders what comes after a position, up to some {@code 100 kB}. */
    abstract Batch render(long position);

    /** Whether something comes after a position. Quick. */
    abstract boolean hasMore(long position);

    /** The first viewer has come. */
    abstract void begin();

    /** The last viewer has gone; another may come. */
    abstract void end();

    /** Takes in a viewer that waits, and serves it. */
    final void join(EventStream viewer) {
        synchronized (viewers) {
            if (viewers.isEmpty()) {
                begin();
            }
            viewers.add(viewer);
        }
        serveSoon(viewer);
    }

    final void leave(EventStream viewer) {
        synchronized (viewers) {
            if (viewers.remove(viewer) && viewers.isEmpty()) {
                end();
                forget();
            }
        }
    }

    /** There may be more. May be called at any time, by any thread; returns at once. */
    final void wake() {
        if (turnAhead.compareAndSet(false, true)) {
            long pause = Math.max(
                    TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS),
                    TimeUnit.SECONDS.toNanos(viewers.size()) / WRITES_PER_SECOND);
            submit(this::turn, Math.max(0, lastTurn + pause - System.nanoTime()));
        }
    }

    /** {@link #wake}, after a while. */
    final void wakeIn(long nanos) {
        submit(this::wake, nanos);
    }

    private void turn() {
        lastTurn = System.nanoTime();
        // From here on a wake has another turn held: what it tells of may come too late for this one.
        turnAhead.set(false);
        for (EventStream viewer : viewers) {
            serve(viewer);
        }
    }

    /** A viewer has sent a batch, and waits again. */
    final void sent(EventStream viewer, Batch batch) {
        if (batch.more()) {
            serveSoon(viewer); // it is catching up: no pause
        } else if (hasMore(batch.next())) {
            wake();
        }
    }

    private void serveSoon(EventStream viewer) {
        submit(() -> serve(viewer), 0);
    }

    private void serve(EventStream viewer) {
        if (!viewer.claim()) {
            return; // it is sending, and will ask when it has sent
        }
        long position = viewer.position();
        Batch batch;
        try {
            batch = batch(position);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A viewer can't be served; its connection is closed, so that it comes back", e);
            viewer.abort();
            return;
        }
        if (!batch.isEmpty()) {
            viewer.send(batch);
            return;
        }
        viewer.release();
        // Whoever woke us while the viewer was claimed found it busy, so what they told of is looked for here.
        if (hasMore(position)) {
            wake();
        }
    }

    private Batch batch(long position) {
        synchronized (remembered) {
            Batch known = remembered.get(position);
            if (known == null) {
                known = render(position);
                if (!known.isEmpty()) {
                    remember(position, known);
                }
            }
            return known;
        }
    }

    private void remember(long position, Batch batch) {
        if (remembered.size() >= REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        remembered.put(position, batch);
    }

    /** Has everything rendered anew. */
    final void forget() {
        synchronized (remembered) {
            remembered.clear();
        }
    }

    private void submit(Runnable task, long delayNanos) {
        try {
            ScheduledFuture<?> unused = executor.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The server stops; its viewers are told by the end of their connections");
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Viewers were not served; they are at the next turn", e);
        }
    }
}
