package spiderpig.logstore;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Appends to one log, in batches: lines are collected in memory until {@link #commit}, which makes all of them readable
 * and durable together with a checkpoint, or none. The memory that a batch takes is about the size of its text, so commit
 * every megabyte or so.
 *
 * <p>One thread at a time may use a writer.
 */
public final class LogWriter {
    private static final int FIRST_CAPACITY = 4 * 1024;

    private final JobLog log;

    /** The frames of the batch that are full, encoded. */
    private final ByteBatch batch = new ByteBatch();

    /** The entries of the index that go with them. */
    private final ByteBatch entries = new ByteBatch();

    // The frame that is being filled.
    private final Runs runs = new Runs();
    private byte[] text = new byte[FIRST_CAPACITY];
    private int length;
    private long firstLine;
    private @Nullable OpenLine continued;

    // The line that is being filled.
    private boolean open;
    private int openAttributes;
    private long openMillis;

    private long lastEntry;

    LogWriter(JobLog log) {
        this.log = log;
        discard();
    }

    /** Drops the batch: the writer goes on behind what is committed. For whoever takes over from one that has failed. */
    public void discard() {
        batch.truncate(0);
        entries.truncate(0);
        runs.clear();
        length = 0;
        Committed committed = log.committed();
        firstLine = committed.lines();
        lastEntry = committed.lastEntry();
        continued = committed.open();
        open = continued != null;
        if (continued != null) {
            openAttributes = continued.attributes();
            openMillis = continued.millis();
        }
    }

    /**
     * Adds {@code bytes[from, to)} and ends the line. It also ends a line that {@link #fragment} has begun: the same line if
     * kind and flag are the same ones, otherwise that one first, as a line of its own. If there are line feeds in the bytes,
     * each ends a line.
     *
     * @param at kept to the millisecond
     * @param bytes not kept
     * @throws IllegalStateException if the log is complete
     */
    public void line(RecordKind kind, Instant at, boolean sensitive, byte[] bytes, int from, int to) {
        int attributes = begin(kind, at, sensitive);
        append(attributes, bytes, appendLines(attributes, bytes, from, to), to);
        endLine();
    }

    /**
     * Adds {@code bytes[from, to)} to a line that goes on. It can be read once it has ended, but is committed with the
     * batch. Line feeds in the bytes end lines.
     *
     * @param at kept to the millisecond, unless a later part says otherwise
     * @param bytes not kept
     * @throws IllegalStateException if the log is complete
     */
    public void fragment(RecordKind kind, Instant at, byte[] bytes, int from, int to) {
        int attributes = begin(kind, at, false);
        append(attributes, bytes, appendLines(attributes, bytes, from, to), to);
    }

    /**
     * Makes the batch readable and durable in the sense of {@link LogStore}: all of it together with the checkpoint, or
     * nothing. Without a batch it stores the checkpoint, if that is another one. Then it wakes the followers.
     *
     * @throws LogWriteException if it can't be written; the batch stays here, and may be added to and committed again
     * @throws IllegalStateException if the log is complete
     */
    public void commit(Checkpoint checkpoint) {
        requireIncomplete();
        if (!batch.isEmpty() || length > 0 || !checkpoint.equals(log.checkpoint())) {
            write(checkpoint, false);
        }
    }

    /**
     * Ends an unfinished line, commits, and seals the log: nothing can follow. On a complete log it does nothing.
     *
     * @throws LogWriteException if it can't be written; may be called again
     */
    public void complete(Checkpoint checkpoint) {
        if (log.complete()) {
            return;
        }
        if (open) {
            endLine();
        }
        write(checkpoint, true);
    }

    private int begin(RecordKind kind, Instant at, boolean sensitive) {
        requireIncomplete();
        int attributes = Runs.attributes(kind, sensitive);
        if (open && attributes != openAttributes) {
            endLine();
        }
        openMillis = at.toEpochMilli();
        return attributes;
    }

    private void requireIncomplete() {
        if (log.complete()) {
            throw new IllegalStateException("Log " + log.id() + " is complete with " + log.size() + " lines");
        }
    }

    /** Adds the lines that end before {@code to}, as many at once as go into a frame; returns where the last of them ends. */
    private int appendLines(int attributes, byte[] bytes, int from, int to) {
        int start = from;
        for (int end; (end = Bytes.indexOf(bytes, start, to, Bytes.LINE_FEED)) >= 0; ) {
            int room = start + Math.min(to - start, LogFormat.MAX_TEXT - length);
            if (end < room) {
                int next = Bytes.lastIndexOf(bytes, end, room, Bytes.LINE_FEED) + 1;
                openAttributes = attributes;
                put(bytes, start, next);
                linesEnded(Bytes.count(bytes, start, next, Bytes.LINE_FEED));
                start = next;
            } else {
                append(attributes, bytes, start, end);
                endLine();
                start = end + 1;
            }
        }
        return start;
    }

    /** Adds bytes of one line, and leaves room for its line feed. */
    private void append(int attributes, byte[] bytes, int from, int to) {
        if (to - from >= LogFormat.MAX_TEXT - length && length > 0) {
            seal(); // a line that fits into a frame is not split
        }
        open |= from < to;
        openAttributes = attributes;
        int start = from;
        while (to - start >= LogFormat.MAX_TEXT) {
            put(bytes, start, start + LogFormat.MAX_TEXT);
            start += LogFormat.MAX_TEXT;
            seal();
        }
        put(bytes, start, to);
    }

    private void put(byte[] bytes, int from, int to) {
        int needed = length + to - from + 1;
        if (needed > text.length) {
            text = Arrays.copyOf(text, Math.min(Math.max(needed, text.length * 2), LogFormat.MAX_TEXT + 1));
        }
        System.arraycopy(bytes, from, text, length, to - from);
        length += to - from;
    }

    private void endLine() {
        text[length++] = Bytes.LINE_FEED;
        linesEnded(1);
    }

    private void linesEnded(int count) {
        runs.add(count, openAttributes, openMillis);
        open = false;
        if (runs.size() == LogFormat.MAX_RUNS) {
            seal();
        }
    }

    /** Turns the frame that is being filled into one of the batch, and begins the next. */
    private void seal() {
        long position = encode(null, false);
        continued = open ? Frame.leftOpen(continued, runs, text, 0, length, position) : null;
        firstLine += runs.lines();
        runs.clear();
        length = 0;
    }

    /** Appends the frame that is being filled to the batch; returns its position in the file. */
    private long encode(@Nullable Checkpoint checkpoint, boolean seal) {
        if (open) {
            runs.add(0, openAttributes, openMillis);
        }
        long position = log.committed().end() + batch.length();
        if (position - lastEntry >= OffsetIndex.SPACING) {
            entries.putLong(firstLine);
            entries.putLong(position);
            lastEntry = position;
        }
        LogFormat.encode(batch, firstLine, continued, runs, text, length, checkpoint, seal);
        return position;
    }

    private void write(Checkpoint checkpoint, boolean seal) {
        int batchLength = batch.length();
        int entriesLength = entries.length();
        long entryBefore = lastEntry;
        long position = encode(checkpoint, seal);
        OpenLine nowOpen = open ? Frame.leftOpen(continued, runs, text, 0, length, position) : null;
        try {
            log.append(batch, entries, firstLine + runs.lines(), lastEntry, checkpoint, seal, nowOpen);
        } catch (LogWriteException e) {
            runs.removeEmpty();
            batch.truncate(batchLength); // the last frame is filled further and encoded again
            entries.truncate(entriesLength);
            lastEntry = entryBefore;
            throw e;
        }
        continued = nowOpen;
        firstLine = log.size();
        batch.truncate(0);
        entries.truncate(0);
        runs.clear();
        length = 0;
    }
}
