package spiderpig.runner;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Command;
import spiderpig.core.Intervention;
import spiderpig.core.InterventionKind;
import spiderpig.core.Job;
import spiderpig.core.Jobs;

/**
 * Stops a job in steps, as it is asked to or because its time is over: SIGINT, after a grace period SIGTERM, then SIGKILL. A step
 * whose signal was sent is not taken again, though it may not stand in the log yet.
 *
 * <p>For one thread.
 */
final class Stopping {
    private static final Logger LOG = System.getLogger(Stopping.class.getName());

    private final long job;
    private final Jobs jobs;
    private final JobProcesses processes;
    private final Clock clock;
    private final RunnerSettings settings;
    private final @Nullable Instant deadline;
    private final @Nullable Duration timeout;

    private @Nullable Intervention first;
    private @Nullable InterventionKind last;
    private Instant lastAt = Instant.MIN;
    private long takenRevision;

    /** @param command what it is a job of; empty if that has gone from the configuration */
    Stopping(Job job, Optional<Command> command, JobProcesses processes, RunnerContext context) {
        this.job = job.id();
        this.jobs = context.database().jobs();
        this.processes = processes;
        this.clock = context.clock();
        this.settings = context.settings();
        this.timeout = command.map(Command::timeout).orElse(null);
        this.deadline = timeout == null
                ? null
                : job.startedAt().map(at -> at.plus(timeout)).orElse(null);
    }

    /** Recalls the steps among what was carried out before this server was started. */
    void resume(List<Intervention> carriedOut) {
        for (Intervention step : carriedOut) {
            if (step.kind() != InterventionKind.CLOSE_INPUT) {
                taken(step, step.requestedAt());
            }
        }
    }

    /**
     * Takes a step, unless it was taken already.
     *
     * @return whether it is taken; false if the job's first process is not there yet, or no longer
     */
    boolean take(Intervention step) throws IOException {
        if (step.revision() <= takenRevision) {
            return true;
        }
        if (!processes.signal(step.kind().signal().orElseThrow())) {
            return false;
        }
        taken(step, clock.instant());
        return true;
    }

    private void taken(Intervention step, Instant at) {
        first = first == null ? step : first;
        last = step.kind();
        lastAt = at;
        takenRevision = step.revision();
    }

    /**
     * Takes the steps that are due while something is in the way of logging them; that is made up for when it has gone.
     *
     * @param logged the highest revision of what was asked of the job and stands in the log
     */
    void takeUnlogged(long logged) {
        try {
            for (Intervention request : jobs.interventionsSince(job, Math.max(logged, takenRevision))) {
                if (request.kind() != InterventionKind.CLOSE_INPUT && !take(request)) {
                    return;
                }
            }
            askForNext();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "Job " + job + " can't be stopped just now; it is tried again", e);
        }
    }

    /**
     * Asks for the next step if it is due. It is then found among the requests, like any other.
     *
     * @return whether it did
     */
    boolean askForNext() {
        Instant now = clock.instant();
        if (last == null) {
            if (deadline != null && timeout != null && !now.isBefore(deadline)) {
                return jobs.expire(job, "it ran longer than " + text(timeout)).isPresent();
            }
        } else {
            Optional<Duration> grace = grace(last);
            if (grace.isPresent() && !now.isBefore(lastAt.plus(grace.get()))) {
                return jobs.escalate(job, last, "it did not end within " + text(grace.get()))
                        .isPresent();
            }
        }
        return false;
    }

    /** What is to be said of a step that was taken: who asked for it, and what follows. */
    String describe(Intervention step) {
        String signal = step.kind().signal().orElseThrow();
        String why = step.requestedBy()
                .map(user -> "cancelled by " + user)
                .or(step::reason)
                .orElse("it is to end");
        String next = grace(step.kind())
                .map(grace -> "; " + step.kind().next().signal().orElseThrow() + " follows in " + text(grace))
                .orElse("");
        return signal + " sent: " + why + next;
    }

    /** Why the job was stopped, for a person; empty if it was not. */
    Optional<String> reason() {
        return first == null
                ? Optional.empty()
                : first.requestedBy().map(user -> "cancelled by " + user).or(first::reason);
    }

    private Optional<Duration> grace(InterventionKind step) {
        return switch (step) {
            case INTERRUPT -> Optional.of(settings.interruptGrace());
            case TERMINATE -> Optional.of(settings.terminateGrace());
            case KILL, CLOSE_INPUT -> Optional.empty();
        };
    }

    /** "4 h", "1 h 30 min", "10 s", "0.5 s". */
    static String text(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() / 1000.0 + " s";
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "min");
        append(text, duration.toSecondsPart(), "s");
        return text.isEmpty() ? "0 s" : text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(text.isEmpty() ? "" : " ").append(number).append(' ').append(unit);
        }
    }
}
