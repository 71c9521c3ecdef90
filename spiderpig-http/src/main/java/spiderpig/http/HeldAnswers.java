package spiderpig.http;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps account of the large answers that wait in memory for their readers: who asks for one after another and takes none must
 * not fill it.
 *
 * <p>Safe for any number of threads.
 */
final class HeldAnswers {
    /** What all of them may take, in bytes: some twenty of the largest pages of a log. */
    static final int MAX_HELD = 32 * 1024 * 1024;

    /** Answers up to this length are not counted; connections are few enough for them. */
    private static final int SMALL = 256 * 1024;

    private final Semaphore free = new Semaphore(MAX_HELD);

    /**
     * Makes room for an answer, until it has been sent or its connection is closed. Call before anything of it is sent.
     *
     * @throws RefusedException if there is none
     */
    void hold(HttpServerExchange exchange, int length) {
        if (length <= SMALL) {
            return;
        }
        if (!free.tryAcquire(length)) {
            throw Problem.tooMany("Too many large answers wait for slow readers already; ask again, or for fewer lines")
                    .exception();
        }
        AtomicBoolean held = new AtomicBoolean(true);
        Runnable release = () -> {
            if (held.getAndSet(false)) {
                free.release(length);
            }
        };
        exchange.getConnection().addCloseListener(connection -> release.run());
        exchange.addExchangeCompleteListener((ended, next) -> {
            release.run();
            next.proceed();
        });
    }
}
