package spiderpig.http;

import io.undertow.io.DefaultIoCallback;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.xnio.IoUtils;

/**
 * Puts responses onto the network. What is at hand is sent as fast as the reader takes it, on nobody's time; a download has a
 * thread of its own, of which there are only so many; event streams are handed to {@link Streams}.
 *
 * <p>Safe for any number of threads.
 */
final class ResponseSender implements AutoCloseable {
    static final int MAX_DOWNLOADS = 32;

    private static final int BEGINNING = 64 * 1024;

    private static final Logger LOG = System.getLogger(ResponseSender.class.getName());

    private final Streams streams;
    private final HeldAnswers held = new HeldAnswers();
    private final Semaphore downloads = new Semaphore(MAX_DOWNLOADS);
    private final ExecutorService downloadThreads = Executors.newCachedThreadPool(new NamedThreads("http-download"));

    ResponseSender(Streams streams) {
        this.streams = streams;
    }

    /**
     * Sends an answer that needs no user: anything but events.
     *
     * @throws RefusedException if it is large, and too much waits for slow readers already
     */
    void send(HttpServerExchange exchange, Response response) {
        if (response.body() instanceof Body.Bytes body) {
            held.hold(exchange, body.bytes().length);
            sendHeaders(exchange, response);
            sendBytes(exchange, body.bytes());
        } else {
            throw new IllegalArgumentException("Not at hand: " + response);
        }
    }

    /**
     * Sends any answer.
     *
     * @throws RefusedException if there are too many readers already
     */
    void send(HttpServerExchange exchange, Request request, Response response) {
        Body body = response.body();
        if (body instanceof Body.Bytes) {
            send(exchange, response);
        } else if (request.headersOnly()) {
            sendHeaders(exchange, response);
            exchange.endExchange();
        } else if (body instanceof Body.Written written) {
            sendWritten(exchange, response, written.writer());
        } else if (body instanceof Body.Events events) {
            Runnable giveBack = streams.reserve(request.user().name());
            sendHeaders(exchange, response);
            exchange.dispatch(
                    exchange.getIoThread(), () -> streams.open(exchange, events.feed(), events.position(), giveBack));
        }
    }

    private static void sendHeaders(HttpServerExchange exchange, Response response) {
        exchange.setStatusCode(response.status());
        response.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().put(HttpString.tryFromString(name), value));
    }

    private static void sendBytes(HttpServerExchange exchange, byte[] bytes) {
        if (bytes.length == 0) {
            exchange.endExchange();
        } else if (bytes.length <= BEGINNING) {
            exchange.setResponseContentLength(bytes.length);
            exchange.getResponseSender().send(ByteBuffer.wrap(bytes));
        } else {
            exchange.setResponseContentLength(bytes.length);
            // What goes out together with the headers is kept by the connection until its next answer: a beginning, no
            // more.
            exchange.getResponseSender()
                    .send(ByteBuffer.wrap(Arrays.copyOf(bytes, BEGINNING)), new DefaultIoCallback() {
                        @Override
                        public void onComplete(HttpServerExchange begun, Sender sender) {
                            sender.send(
                                    ByteBuffer.wrap(bytes, BEGINNING, bytes.length - BEGINNING),
                                    IoCallback.END_EXCHANGE);
                        }
                    });
        }
    }

    private void sendWritten(HttpServerExchange exchange, Response response, Body.Writer writer) {
        if (!downloads.tryAcquire()) {
            throw Problem.tooMany(MAX_DOWNLOADS + " logs are being downloaded already")
                    .exception();
        }
        sendHeaders(exchange, response);
        exchange.dispatch(downloadThreads, (HttpHandler) dispatched -> {
            try {
                dispatched.startBlocking();
                try (OutputStream out = dispatched.getOutputStream()) {
                    writer.writeTo(out);
                }
            } catch (IOException | RuntimeException e) {
                // Too late for another status: what was begun must not look as if it were whole.
                LOG.log(Level.DEBUG, "A download ended early; its connection is closed", e);
                IoUtils.safeClose(dispatched.getConnection());
            } finally {
                downloads.release();
            }
        });
    }

    @Override
    public void close() {
        downloadThreads.shutdownNow();
    }
}
