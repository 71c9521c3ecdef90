package spiderpig.logstore;

import java.util.List;

/**
 * Consecutive records of a log. It may hold fewer than were asked for: at the end of the log, and when their text is so
 * long that a page of it would be a burden; {@link #next} is where to go on in either case.
 *
 * @param from number of the first record, or of the line that comes next if there is none
 * @param records the records, in order
 * @param size the log's number of lines when the page was read
 * @param complete whether no line will ever follow
 */
public record LogPage(long from, List<LogRecord> records, long size, boolean complete) {
    /** Copies the records. */
    public LogPage {
        records = List.copyOf(records);
    }

    /** Number of the line after this page. */
    public long next() {
        return from + records.size();
    }

    /** Whether there were lines after this page when it was read. */
    public boolean more() {
        return next() < size;
    }
}
