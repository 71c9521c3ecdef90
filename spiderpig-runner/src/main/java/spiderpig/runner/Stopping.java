package spiderpig.runner;

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
 * Knows how far the stopping of a job has come, and when the next step is due: SIGINT, after a grace period SIGTERM, then SIGKILL.
 *
 * <p>For one thread.
 */
final class Stopping {
    private final long job;
    private final Jobs jobs;
    private final Clock clock;
    private final RunnerSettings settings;
    private final @Nullable Instant deadline;
    private final @Nullable Duration timeout;

    private @Nullable Intervention first;
    private @Nullable InterventionKind last;
    private Instant lastAt = Instant.MIN;

    Stopping(Job job, Optional<Command> command, RunnerContext context) {
        this.job = job.id();
        this.jobs = context.database().jobs();
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

    /** A step has been taken: its signal was sent. */
    void taken(Intervention step, Instant at) {
        first = first == null ? step : first;
        last = step.kind();
        lastAt = at;
    }

    /** Asks for the next step if it is due. It is then found among the requests, like any other. */
    void askForNext() {
        Instant now = clock.instant();
        if (last == null) {
            if (deadline != null && timeout != null && !now.isBefore(deadline)) {
                jobs.expire(job, "it ran longer than " + text(timeout));
            }
        } else {
            Optional<Duration> grace = grace(last);
            if (grace.isPresent() && !now.isBefore(lastAt.plus(grace.get()))) {
                jobs.escalate(job, last, "it did not end within " + text(grace.get()));
            }
        }
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
