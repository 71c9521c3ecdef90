package spiderpig.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Outcome;

/**
 * Finds out that a job is over, and how it ended. The job's files say so, or else its processes: when neither the job nor the
 * wrapper is left, nobody will ever write how it ended.
 *
 * <p>For one thread.
 */
final class Ending {
    /** What is said when the job's output went nowhere from some moment on. */
    static final String OUTPUT_LOST =
            "the process that writes down what it prints was killed: what it has printed since is lost";

    private static final long LAST_WORDS_NANOS = Duration.ofSeconds(2).toNanos();

    private final JobDirectory directory;
    private final JobProcesses processes;
    private final @Nullable Process started;
    private long deadSince;
    private boolean outputLost;

    /** @param started the wrapper, if this process has started it */
    Ending(JobDirectory directory, JobProcesses processes, @Nullable Process started) {
        this.directory = directory;
        this.processes = processes;
        this.started = started;
    }

    /**
     * How the job ended.
     *
     * @param exit the exit status, or null if nobody knows it
     * @param problem why it is not known; if it is, what else went wrong, or an empty text
     */
    record End(@Nullable ExitStatus exit, String problem) {
        /** @param stopped why it was stopped, if it was */
        Outcome outcome(Optional<String> stopped) {
            List<String> errors = new ArrayList<>();
            stopped.ifPresent(errors::add);
            if (exit == null || !exit.success()) {
                Optional.ofNullable(exit).map(ExitStatus::description).ifPresent(errors::add);
                Optional.of(problem).filter(text -> !text.isEmpty()).ifPresent(errors::add);
            }
            if (errors.isEmpty()) {
                return Outcome.succeeded();
            }
            return Outcome.failed(exit == null ? null : exit.status(), errors.toArray(String[]::new));
        }
    }

    /** The end of the job, if it is over. All that it has printed is in the output by then; so look first, and read after. */
    Optional<End> look() throws IOException {
        Optional<End> known = known();
        if (known.isPresent()) {
            return known;
        }
        if (!directory.exists()) {
            return Optional.of(unknown("its directory was removed"));
        }
        if (!directory.claimed()) {
            if (started != null && started.isAlive()) {
                return Optional.empty();
            }
            // From here on it is decided: either the wrapper has claimed the start just now, or it never will.
            return directory.abandon() ? Optional.of(neverStarted()) : Optional.empty();
        }
        if (directory.abandoned()) {
            return Optional.of(neverStarted());
        }
        if (processes.wrapperIsAlive() || processes.leaderIsAlive()) {
            deadSince = 0;
            return Optional.empty();
        }
        return dead();
    }

    private Optional<End> known() throws IOException {
        return directory.exit().map(exit -> new End(exit, outputLost ? OUTPUT_LOST : ""));
    }

    /**
     * Finds out whether the job prints into nothing, which belongs to how it ended.
     *
     * @return whether this was not known before
     */
    boolean losesOutput() {
        // The copier first: it may end as soon as the job has.
        if (outputLost || !processes.copierWasKilled() || !processes.leaderIsAlive()) {
            return false;
        }
        outputLost = true;
        return true;
    }

    /** Nobody is there any more. Once more, because the wrapper may have written the exit just before it ended. */
    private Optional<End> dead() throws IOException {
        Optional<End> known = known();
        if (known.isPresent()) {
            return known;
        }
        Optional<ProcessIdentity> wrapper = directory.wrapper().or(directory::leader);
        if (wrapper.isPresent() && !wrapper.get().isOfThisBoot()) {
            return Optional.of(unknown("the machine was started again"));
        }
        deadSince = deadSince == 0 ? System.nanoTime() : deadSince;
        // What it has printed may still be being written; and a wrapper that has lost its claim writes how it ended.
        boolean mayGoOn = processes.copierIsAlive() || directory.wrapper().isEmpty();
        if (mayGoOn && System.nanoTime() - deadSince < LAST_WORDS_NANOS) {
            return Optional.empty();
        }
        return Optional.of(unknown("the process that watches over it was killed"));
    }

    private End neverStarted() {
        return new End(
                null,
                "could not start: "
                        + directory.complaint().orElse("the server ended at that moment; the command has not run"));
    }

    private static End unknown(String reason) {
        return new End(null, "ended, status unknown: " + reason);
    }
}
