package spiderpig.http;

import io.undertow.server.HttpServerExchange;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * All event streams that are open: not more than the server can carry, none silent for long, and none left over.
 *
 * <p>Safe for any number of threads.
 */
final class Streams {
    static final int MAX_STREAMS = 8_000;
    static final int MAX_STREAMS_PER_USER = 4_000;
    static final int HEARTBEAT_SECONDS = 15;

    private static final int TICK_SECONDS = 1;

    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    /** How many each user has, reserved ones included. Guarded by itself, and so is their sum. */
    private final Map<String, Integer> perUser = new HashMap<>();

    private int reserved;

    Streams(ScheduledExecutorService executor) {
        ScheduledFuture<?> unused =
                executor.scheduleWithFixedDelay(this::keepAlive, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Makes room for a stream of this user.
     *
     * @return to be run once the stream has ended, or never came about
     * @throws RefusedException if there are too many
     */
    Runnable reserve(String user) {
        synchronized (perUser) {
            int own = perUser.getOrDefault(user, 0);
            if (own >= MAX_STREAMS_PER_USER || reserved >= MAX_STREAMS) {
                throw Problem.tooMany("There are %d event streams already, %d of them of %s; close some"
                                .formatted(reserved, own, user))
                        .exception();
            }
            perUser.put(user, own + 1);
            reserved++;
        }
        return () -> giveBack(user);
    }

    private void giveBack(String user) {
        synchronized (perUser) {
            reserved--;
            perUser.computeIfPresent(user, (name, own) -> own == 1 ? null : own - 1);
        }
    }

    /** Opens a stream for which there is room. Call on the connection's thread. */
    void open(HttpServerExchange exchange, EventFeed feed, long position, Runnable giveBack) {
        EventStream stream = new EventStream(exchange, feed, position, closed -> {
            open.remove(closed);
            giveBack.run();
        });
        open.add(stream);
        stream.start();
    }

    private void keepAlive() {
        long silent = TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS - TICK_SECONDS);
        open.forEach(stream -> stream.heartbeat(silent));
    }

    /** Ends all streams; their viewers come back to the next server. Returns at once. */
    void finishAll() {
        open.forEach(EventStream::finish);
    }
}
