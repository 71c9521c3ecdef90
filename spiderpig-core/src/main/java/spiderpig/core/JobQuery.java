package spiderpig.core;

import org.jspecify.annotations.Nullable;

/**
 * Which part of the history is wanted.
 *
 * @param limit how many jobs, 1 to {@value #MAX_LIMIT}
 * @param before only jobs with a lower id; null for the newest
 * @param status only jobs of this status; null for all
 * @param text only jobs whose description or owner contains this, whatever its case; null for all
 */
public record JobQuery(
        int limit,
        @Nullable Long before,
        @Nullable JobStatus status,
        @Nullable String text) {
    public static final int MAX_LIMIT = 500;

    public JobQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("The limit must be from 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }

    /** The newest jobs, whatever they are. */
    public static JobQuery newest(int limit) {
        return new JobQuery(limit, null, null, null);
    }
}
