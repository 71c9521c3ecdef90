package spiderpig.runner;

import java.io.IOException;
import java.time.Duration;
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
    private static final long COPY_NANOS = Duration.ofSeconds(2).toNanos();

    private final JobDirectory directory;
    private final JobProcesses processes;
    private final @Nullable Process started;
    private long deadSince;

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
     * @param problem why it is not known
     */
    record End(@Nullable ExitStatus exit, String problem) {
        /** @param stopped why it was stopped, if it was */
        Outcome outcome(Optional<String> stopped) {
            if (exit == null) {
                return stopped.map(reason -> Outcome.failed(null, reason, problem))
                        .orElseGet(() -> Outcome.failed(null, problem));
            }
            Integer status = exit.exited().isPresent() ? exit.exited().getAsInt() : null;
            if (stopped.isPresent()) {
                return exit.success()
                        ? Outcome.failed(status, stopped.get())
                        : Outcome.failed(status, stopped.get(), exit.description());
            }
            return exit.success() ? Outcome.succeeded() : Outcome.failed(status, exit.description());
        }
    }

    /** The end of the job, if it is over. All that it has printed is in the output by then; so look first, and read after. */
    Optional<End> look() throws IOException {
        Optional<ExitStatus> exit = directory.exit();
        if (exit.isPresent()) {
            return Optional.of(new End(exit.get(), ""));
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

    /** Nobody is there any more. Once more, because the wrapper may have written the exit just before it ended. */
    private Optional<End> dead() throws IOException {
        Optional<ExitStatus> exit = directory.exit();
        if (exit.isPresent()) {
            return Optional.of(new End(exit.get(), ""));
        }
        Optional<ProcessIdentity> wrapper = directory.wrapper();
        if (wrapper.isPresent() && !wrapper.get().isOfThisBoot()) {
            return Optional.of(unknown("the machine was started again"));
        }
        deadSince = deadSince == 0 ? System.nanoTime() : deadSince;
        if (processes.copierIsAlive() && System.nanoTime() - deadSince < COPY_NANOS) {
            return Optional.empty(); // what it has printed is still being written
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
