package spiderpig.logstore;

import java.time.Instant;

/**
 * One line of a log as it is shown: after the last lone carriage return, without its line end, bytes that are no UTF-8 as
 * U+FFFD, at most {@link #MAX_TEXT} bytes of it, and with {@link Masker#MASK} for every secret if it was read masked.
 *
 * @param number the line's number, from 0
 * @param at when the line was read from the command, in milliseconds
 * @param kind who speaks
 * @param sensitive whether the command itself flagged the line
 * @param text the text to show
 * @param fullLength if the text is cut: how many bytes the line has; 0 if it is whole, because the length of a whole line
 *     would tell that of a masked secret
 * @param masked whether something in {@code text} was replaced
 */
public record LogRecord(
        long number, Instant at, RecordKind kind, boolean sensitive, String text, long fullLength, boolean masked) {
    /** The most bytes of a line that are served; what follows is stored but not shown. */
    public static final int MAX_TEXT = 64 * 1024;

    /** Whether the line goes on after {@link #text}. */
    public boolean cut() {
        return fullLength > 0;
    }
}
