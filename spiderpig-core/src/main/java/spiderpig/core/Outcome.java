package spiderpig.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended.
 *
 * @param success whether it did what it was asked to
 * @param exitStatus the exit status of the command, 0 to 255, 128 + n if signal n killed it, or null if it never ran or
 *     nobody knows
 * @param errors what went wrong, each a phrase for a person: "exited with status 3"; empty after success
 */
public record Outcome(boolean success, @Nullable Integer exitStatus, List<String> errors) {
    public Outcome {
        errors = List.copyOf(errors);
        if (success && !errors.isEmpty()) {
            throw new IllegalArgumentException("A job that succeeded can't have errors: " + errors);
        }
    }

    /** The command ended with status 0. */
    public static Outcome succeeded() {
        return new Outcome(true, 0, List.of());
    }

    /** The command ended otherwise, or not at all. */
    public static Outcome failed(@Nullable Integer exitStatus, String... errors) {
        return new Outcome(false, exitStatus, List.of(errors));
    }
}
