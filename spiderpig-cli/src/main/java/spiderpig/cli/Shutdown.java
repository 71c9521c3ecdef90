package spiderpig.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of the server by Ctrl-C or SIGTERM. The virtual machine ends when its shutdown hooks have; this one holds it back
 * while the thread that {@link #await awaited} it closes everything in order, but not for longer than {@link #LIMIT}: a
 * server may be killed at any instant anyway.
 */
final class Shutdown implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMillis(1_200);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Shutdown() {}

    /** From now on the process ends only after this is closed. */
    static Shutdown register() {
        Shutdown shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::run, "shutdown"));
        return shutdown;
    }

    private void run() {
        requested.countDown();
        try {
            boolean unused = closed.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody does; and if somebody did, this would be the wish to be quick.
        }
    }

    /** Until someone wants the process to end. */
    void await() throws InterruptedException {
        requested.await();
    }

    /** Everything is closed. */
    @Override
    public void close() {
        closed.countDown();
    }
}
