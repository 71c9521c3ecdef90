package spiderpig.logstore;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A log as one kind of reader may see it, masked or not. Any number of threads may use it, at any time; none waits for the
 * writer or for another reader.
 */
public final class LogView {
    /** Text of records after which a page ends, in characters. */
    private static final int MAX_PAGE = 1024 * 1024;

    private final JobLog log;
    private final Masker masker;
    private final boolean flaggedShown;

    LogView(JobLog log, Masker masker, boolean flaggedShown) {
        this.log = log;
        this.masker = masker;
        this.flaggedShown = flaggedShown;
    }

    /**
     * Reads a page. What it costs depends on what is on it, not on the log's length or on where it is.
     *
     * @param from number of the first line; negative: counted from the end, -1 is the last line. Clamped to the log
     * @param count the most lines to return. There may be fewer although more follow, but there is at least one: a page ends
     *     after some megabyte of text
     */
    public LogPage read(long from, int count) {
        Committed committed = log.committed();
        long lines = committed.lines();
        long first = Math.max(0, Math.min(lines, from < 0 ? lines + from : from));
        long end = Math.min(lines, first + Math.max(0, count));
        RecentPage.Key key = new RecentPage.Key(log.id(), committed, masker, flaggedShown, first, end);
        return log.recentPage().get(key, () -> read(committed, first, end));
    }

    private LogPage read(Committed committed, long first, long end) {
        List<LogRecord> records = new ArrayList<>();
        try (BlockReader blocks = log.blocks(committed, true)) {
            Renderer renderer = new Renderer(blocks, masker, flaggedShown);
            int text = 0;
            long line = first;
            while (line < end && text < MAX_PAGE) {
                Block block = blocks.blockOfLine(line);
                for (; line < end && text < MAX_PAGE && block.holds(line); line++) {
                    LogRecord record = renderer.record(block, (int) (line - block.firstLine()));
                    records.add(record);
                    text += record.text().length();
                }
            }
        }
        return new LogPage(first, records, committed.lines(), committed.complete());
    }

    /**
     * Writes lines as text, from one to the last that is complete at this moment: the bytes as the command printed them,
     * redraws and all, each line with its line feed, and {@link Masker#MASK} in the place of each secret. Holds a block of
     * the log at a time, so a slow {@code out} costs no memory, and waits for {@code out} only.
     *
     * @param from number of the first line; negative: counted from the end. Clamped to the log
     * @throws IOException if {@code out} throws it
     */
    public void writeText(long from, OutputStream out) throws IOException {
        Committed committed = log.committed();
        long first = Math.max(0, from < 0 ? committed.lines() + from : from);
        if (first >= committed.lines()) {
            return;
        }
        try (BlockReader blocks = log.blocks(committed, false)) {
            new TextWriter(blocks, new Renderer(blocks, masker, flaggedShown), out).write(first);
        }
    }

    /**
     * Looks for the nearest line that matches, among those that are complete at this moment. It reads the log at hundreds of
     * megabytes a second, holds a block of it at a time, and stops when its time is used up.
     *
     * <p>What is masked is not found: a line matches by the text that {@link #read} shows of it. {@link Masker#MASK} is part
     * of that text and can be searched for. What a search tells is not all that can be learned from it, though: lines are ruled
     * out by their stored bytes before anything is masked, so a search takes some microseconds longer for each line that has
     * the text under a mask. Who may search often and can measure that may confirm a guess.
     */
    public SearchResult search(SearchQuery query) {
        Committed committed = log.committed();
        long lines = committed.lines();
        long from = query.from() < 0 ? lines + query.from() : query.from();
        long first = query.direction() == SearchQuery.Direction.NEXT ? Math.max(0, from) : Math.min(lines - 1, from);
        if (first < 0 || first >= lines) {
            return SearchResult.NONE;
        }
        try (BlockReader blocks = log.blocks(committed, false)) {
            return new LineSearch(blocks, new Renderer(blocks, masker, flaggedShown), query).from(first);
        }
    }
}
