package spiderpig.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import spiderpig.core.JobCompleteException;
import spiderpig.core.JobNotFoundException;

/**
 * Takes a job's durable steps, each as often as it takes: with a full disk or a locked database the job waits, and goes on by
 * itself when the trouble is over.
 *
 * <p>For the job's thread; {@link #trouble()}, {@link #wake()} and {@link #stop()} are for any.
 */
final class StepRunner {
    private static final Logger LOG = System.getLogger(StepRunner.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final String name;
    private final Waker waker = new Waker();
    private Runnable meanwhile = () -> {};
    private volatile Optional<String> trouble = Optional.empty();
    private volatile boolean stopped;

    /** @param name whose steps they are, as the beginning of a sentence: "Job 7" */
    StepRunner(String name) {
        this.name = name;
    }

    /** Something that may fail now and succeed later; taking it twice must be the same as taking it once. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException;
    }

    /** A step without a result. */
    @FunctionalInterface
    interface Action {
        void take() throws IOException;
    }

    /** Supervision ends here: the server stops, or the job has gone from the database. Whatever is left is done at the next start. */
    static final class StoppedException extends RuntimeException {
        StoppedException(String message) {
            super(message, null, false, false);
        }
    }

    /** A file of the job's directory was removed, which no waiting brings back. */
    static final class LostFileException extends RuntimeException {
        LostFileException(NoSuchFileException cause) {
            super("its file " + Path.of(cause.getFile()).getFileName() + " was removed", cause);
        }
    }

    /** Has something done each time that a step has failed: what can't wait until it succeeds. It takes no step itself. */
    void meanwhile(Runnable task) {
        meanwhile = task;
    }

    /**
     * Takes a step until it succeeds.
     *
     * @throws LostFileException if it never will
     * @throws StoppedException if this was stopped, or there is no such job any more
     */
    <T> T persist(Step<T> step) {
        while (true) {
            checkStopped();
            try {
                T result = step.take();
                settle();
                return result;
            } catch (JobNotFoundException | JobCompleteException e) {
                throw new StoppedException(String.valueOf(e.getMessage()));
            } catch (NoSuchFileException e) {
                throw new LostFileException(e);
            } catch (IOException e) {
                tell(new UncheckedIOException(e));
            } catch (StoppedException e) {
                throw e;
            } catch (RuntimeException e) {
                tell(e);
            }
            meanwhile.run();
            waker.sleep(PAUSE);
        }
    }

    /** {@link #persist} for a step without a result. */
    void run(Action action) {
        persist(() -> {
            action.take();
            return true;
        });
    }

    private void tell(RuntimeException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String sentence = name + " waits: " + root.getMessage();
        // Once, not four times a second.
        if (trouble.isEmpty()) {
            LOG.log(Level.WARNING, sentence + "; it is tried again until it succeeds", failure);
        }
        trouble = Optional.of(sentence);
    }

    private void settle() {
        if (trouble.isPresent()) {
            LOG.log(Level.INFO, name + " goes on");
            trouble = Optional.empty();
        }
    }

    /** What is in the way right now, as a sentence. */
    Optional<String> trouble() {
        return trouble;
    }

    void wake() {
        waker.wake();
    }

    void sleep(Duration atMost) {
        waker.sleep(atMost);
    }

    /** Does nothing for so long, whoever wakes it; until it is stopped, if that is earlier. */
    void rest(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0 && !stopped; left = end - System.nanoTime()) {
            waker.sleep(Duration.ofNanos(left));
        }
    }

    void stop() {
        stopped = true;
        waker.wake();
    }

    void checkStopped() {
        if (stopped) {
            throw new StoppedException(name + " is no longer supervised");
        }
    }
}
