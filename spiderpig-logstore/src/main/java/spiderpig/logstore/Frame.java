package spiderpig.logstore;

import org.jspecify.annotations.Nullable;

/**
 * A decoded frame of {@link LogFormat}; its text is a range of the bytes that it was decoded from.
 *
 * @param position where it begins in the file
 * @param length its length in the file
 * @param firstLine number of the first line that ends in it or after it
 * @param checkpoint the checkpoint of its batch, if it is the last frame of one
 * @param sealed whether it is the last frame of the log
 * @param continued the line that its text begins in the middle of
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a buffer, never compared
record Frame(
        long position,
        int length,
        long firstLine,
        @Nullable Checkpoint checkpoint,
        boolean sealed,
        @Nullable OpenLine continued,
        Runs runs,
        byte[] bytes,
        int textFrom,
        int textTo) {
    /** Where the next frame begins in the file. */
    long end() {
        return position + length;
    }

    /** Number of lines up to the end of this frame. */
    long linesAfter() {
        return firstLine + runs.lines();
    }

    int textLength() {
        return textTo - textFrom;
    }

    /** The line that this frame leaves unfinished, if it does. */
    @Nullable
    OpenLine leftOpen() {
        return leftOpen(continued, runs, bytes, textFrom, textTo, position);
    }

    /**
     * The line that a frame leaves unfinished, if it does.
     *
     * @param continued the line that its text begins in the middle of
     * @param runs what it says of its lines, the unfinished one included
     * @param frame its file position
     */
    static @Nullable OpenLine leftOpen(
            @Nullable OpenLine continued, Runs runs, byte[] bytes, int textFrom, int textTo, long frame) {
        int lineFeed = Bytes.lastIndexOf(bytes, textFrom, textTo, Bytes.LINE_FEED);
        int tail = lineFeed < 0 ? textFrom : lineFeed + 1;
        OpenLine begun = lineFeed < 0 ? continued : null;
        if (tail == textTo && begun == null) {
            return null;
        }
        int last = runs.size() - 1;
        OpenLine line = begun == null ? OpenLine.beginning(runs.attributes(last), frame, tail - textFrom) : begun;
        return line.extended(bytes, textFrom, tail, textTo, frame).at(runs.millis(last));
    }
}
