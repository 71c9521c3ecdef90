package spiderpig.logstore;

import java.time.Duration;

/**
 * What to look for in a log, and for how long. A line matches by its text as the view shows it, see
 * {@link LogRecord#text}: what is masked, overwritten by a redraw or cut off is not found.
 *
 * @param text what to look for within a line, 1 to {@link #MAX_TEXT} characters, no line feed
 * @param regex whether {@code text} is a regular expression in the syntax of RE2 rather than the text itself
 * @param caseSensitive if not, ASCII letters match in either case; other letters match the same letter in either case
 * @param from the line to begin with, which may be the match itself; negative: counted from the end, -1 is the last line
 * @param direction where to go from there
 * @param budget after this time the search stops, with a cursor to go on from; at least one line is searched
 */
public record SearchQuery(
        String text, boolean regex, boolean caseSensitive, long from, Direction direction, Duration budget) {
    /** The most characters to look for. */
    public static final int MAX_TEXT = 1000;

    /** Which way to look. */
    public enum Direction {
        /** Towards the end of the log. */
        NEXT,
        /** Towards its beginning. */
        PREVIOUS
    }

    /** @throws IllegalArgumentException if there is nothing to look for, or no way to; its message is for the person who asks */
    public SearchQuery {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to search for.");
        }
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "A search is for at most " + MAX_TEXT + " characters, not for " + text.length() + ".");
        }
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("A search is for text within one line.");
        }
        if (budget.isNegative()) {
            throw new IllegalArgumentException("A search can't take " + budget + ".");
        }
        LinePattern.of(text, regex, caseSensitive);
    }

    LinePattern pattern() {
        return LinePattern.of(text, regex, caseSensitive);
    }

    /** The same search from another line, such as a result's cursor. */
    public SearchQuery from(long line) {
        return new SearchQuery(text, regex, caseSensitive, line, direction, budget);
    }
}
