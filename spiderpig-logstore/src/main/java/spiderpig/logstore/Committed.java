package spiderpig.logstore;

import org.jspecify.annotations.Nullable;

/**
 * How far a log is committed: the one thing that its writer hands to its readers. What lies before {@link #end} never
 * changes, so that a reader with one of these needs no lock.
 *
 * @param lines number of complete lines
 * @param end where the next frame begins in the file
 * @param entries number of entries in the index
 * @param lastEntry file position that the last of them points to, the first frame's if there is none
 * @param checkpoint the last batch's
 * @param complete whether nothing can follow
 * @param open the unfinished line at the end
 */
record Committed(
        long lines,
        long end,
        int entries,
        long lastEntry,
        Checkpoint checkpoint,
        boolean complete,
        @Nullable OpenLine open) {
    /** Of a log that holds nothing yet. */
    static final Committed NOTHING =
            new Committed(0, LogFormat.HEADER.length, 0, LogFormat.HEADER.length, Checkpoint.START, false, null);
}
