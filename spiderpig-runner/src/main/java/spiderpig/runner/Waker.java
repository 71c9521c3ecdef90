package spiderpig.runner;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a thread sleep until there is a reason to look again. Any number of reasons before it looks are one.
 *
 * <p>Any thread wakes; one sleeps.
 */
final class Waker {
    private final Semaphore reasons = new Semaphore(0);

    void wake() {
        // Two at once may both add one: then it looks once more, and finds nothing.
        if (reasons.availablePermits() == 0) {
            reasons.release();
        }
    }

    /** Returns at once if there was a reason since the last call, otherwise when there is one or the time is over. */
    void sleep(Duration atMost) {
        try {
            if (reasons.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS)) {
                reasons.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts these threads: it would close the files that they have open. Look, and sleep again.
            Thread.interrupted();
        }
    }
}
