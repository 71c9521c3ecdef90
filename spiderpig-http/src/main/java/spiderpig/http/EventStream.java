package spiderpig.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * One viewer's connection, over which a feed's events are sent. It holds one batch at most: the next is asked for when the
 * last has gone into the network. A viewer who doesn't read costs that batch, and is disconnected by the server's idle
 * time-out.
 *
 * <pre>
 *   WAITING ──claim──► CLAIMED ──send──► (written on the connection's thread) ──► WAITING
 *                         └────────────── release ──────────────────────────────────▲
 *   CLOSED from anywhere
 * </pre>
 *
 * Whoever has claimed the stream owns {@link #position} until it waits again; the hand-over of the state makes what one owner
 * wrote visible to the next. The channel is used by the connection's own thread only.
 */
final class EventStream {
    /** What keeps the connection, and whatever stands between, from believing the other side dead. */
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Sent at once, so that the viewer sees that it is connected; and a browser is to come back soon after a cut. */
    private static final byte[] GREETING = "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        WAITING,
        CLAIMED,
        CLOSED
    }

    private final HttpServerExchange exchange;
    private final EventFeed feed;
    private final Consumer<EventStream> onClose;
    private final AtomicReference<State> state = new AtomicReference<>(State.CLAIMED);
    private final StreamSinkChannel channel;
    private long position;
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private Batch batch;
    private volatile long lastSent = System.nanoTime();

    /** Call on the connection's thread, before anything was sent. */
    EventStream(HttpServerExchange exchange, EventFeed feed, long position, Consumer<EventStream> onClose) {
        this.exchange = exchange;
        this.feed = feed;
        this.position = position;
        this.onClose = onClose;
        this.channel = exchange.getResponseChannel();
        this.batch = new Batch(GREETING, position, true, false);
    }

    /** Begins to send. Call on the connection's thread. */
    void start() {
        exchange.getConnection().addCloseListener(connection -> closed());
        exchange.addExchangeCompleteListener((ended, next) -> {
            closed();
            next.proceed();
        });
        channel.getWriteSetter().set(sink -> write());
        feed.join(this);
        rest = ByteBuffer.wrap(batch.bytes());
        write();
    }

    /** Takes the stream, if it waits; whoever gets true must {@link #send}, {@link #release} or {@link #abort} it. */
    boolean claim() {
        return state.compareAndSet(State.WAITING, State.CLAIMED);
    }

    /** For whoever has claimed the stream. */
    long position() {
        return position;
    }

    void release() {
        state.compareAndSet(State.CLAIMED, State.WAITING);
    }

    void send(Batch next) {
        exchange.getIoThread().execute(() -> {
            batch = next;
            rest = ByteBuffer.wrap(next.bytes());
            write();
        });
    }

    /** Keeps the connection alive, if nothing was sent for so long. Returns at once. */
    void heartbeat(long silentNanos) {
        if (System.nanoTime() - lastSent >= silentNanos && claim()) {
            send(new Batch(HEARTBEAT, position, false, false));
        }
    }

    /** Ends the response in order if nothing is being sent, and in the middle otherwise; the viewer can come back. */
    void finish() {
        exchange.getIoThread().execute(() -> {
            if (claim()) {
                exchange.endExchange();
            } else {
                abort();
            }
        });
    }

    /** Cuts the connection. */
    void abort() {
        IoUtils.safeClose(exchange.getConnection());
        closed();
    }

    private void write() {
        try {
            while (rest.hasRemaining()) {
                if (channel.write(rest) == 0) {
                    channel.resumeWrites();
                    return;
                }
            }
            if (!channel.flush()) {
                channel.resumeWrites();
                return;
            }
            channel.suspendWrites();
            sent();
        } catch (IOException e) {
            abort(); // the viewer has gone
        }
    }

    private void sent() {
        Batch done = batch;
        position = done.next();
        lastSent = System.nanoTime();
        if (done.last()) {
            exchange.endExchange();
            return;
        }
        release();
        feed.sent(this, done);
    }

    private void closed() {
        if (state.getAndSet(State.CLOSED) != State.CLOSED) {
            feed.leave(this);
            onClose.accept(this);
        }
    }
}
