package spiderpig.core;

import org.jspecify.annotations.Nullable;

/**
 * How far the current part of a command has come, as the command tells it.
 *
 * @param name what is being done
 * @param total the number of tasks, or null if unknown
 * @param inFlight the number of tasks being worked on, or null if unknown
 * @param done the number of tasks that went well
 * @param failed the number of tasks that went wrong
 * @param percent how much is finished, 0 to 100, or null if unknown
 * @param finished whether this part is over
 */
public record Progress(
        String name,
        @Nullable Long total,
        @Nullable Long inFlight,
        long done,
        long failed,
        @Nullable Integer percent,
        boolean finished) {
    public Progress {
        if (percent != null && (percent < 0 || percent > 100)) {
            throw new IllegalArgumentException("Progress of \"" + name + "\" can't be " + percent + " percent");
        }
    }

    /** The same under another name. */
    public Progress named(String other) {
        return new Progress(other, total, inFlight, done, failed, percent, finished);
    }
}
