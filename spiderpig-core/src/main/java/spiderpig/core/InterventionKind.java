package spiderpig.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done to a running job. The first three are the steps of stopping it, in this order. */
public enum InterventionKind {
    INTERRUPT("SIGINT"),
    TERMINATE("SIGTERM"),
    KILL("SIGKILL"),
    /** The command's standard input ends: what reads to the end of its input goes on. */
    CLOSE_INPUT(null);

    @Nullable
    private final String signal;

    InterventionKind(@Nullable String signal) {
        this.signal = signal;
    }

    /** The signal that is sent to the job's process group, "SIGINT" for one. */
    public Optional<String> signal() {
        return Optional.ofNullable(signal);
    }

    /** The step of stopping a job that bears the name of this signal. */
    public static Optional<InterventionKind> ofSignal(String name) {
        for (InterventionKind kind : values()) {
            if (name.equals(kind.signal)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The step to take when this one did not help: the next signal, or SIGKILL again. */
    public InterventionKind next() {
        return switch (this) {
            case INTERRUPT -> TERMINATE;
            case TERMINATE, KILL -> KILL;
            case CLOSE_INPUT -> throw new IllegalStateException("Closing the input is no step of stopping a job");
        };
    }
}
