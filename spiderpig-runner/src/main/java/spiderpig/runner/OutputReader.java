package spiderpig.runner;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads a job's output while it grows, in pieces: a line, or part of a line that is too long to be held in memory. A piece
 * stands in {@link #buffer()} from {@link #from()} to {@link #to()}, without its line end, until the next call.
 *
 * <pre>
 *   while (reader.fill()) {
 *       while (reader.next()) {
 *           … reader.buffer(), reader.from(), reader.to(), reader.endsLine()
 *       }
 *   }
 * </pre>
 *
 * For one thread.
 */
final class OutputReader implements Closeable {
    private static final int CHUNK = 256 * 1024;

    /** Most jobs print little, and many may run at once: it grows with what there is to be read. */
    private static final int FIRST_CAPACITY = 8 * 1024;

    /** A longer line is handed out in parts. */
    private static final int LONG_LINE = 64 * 1024;

    /** The same for a line that may be a message, which can only be understood whole. */
    private static final int LONG_MESSAGE = 1024 * 1024;

    /** What is held back of a part, so that a key or a secret (one answer at most) stands in one piece. */
    private static final int OVERLAP = 4096;

    private final FileChannel output;
    private byte[] buffer = new byte[FIRST_CAPACITY];
    /** Where the text begins that was not yet handed out, and the position in the output at which that is. */
    private int start;

    private long startOffset;
    /** The first byte in which no line end was looked for yet. */
    private int scanned;

    private int end;
    private int from;
    private int to;
    private boolean endsLine;
    /** Whether parts of the line that is being read were handed out. */
    private boolean midLine;

    /** Reads from {@code offset} on. */
    OutputReader(Path output, long offset) throws IOException {
        this.output = FileChannel.open(output, StandardOpenOption.READ);
        this.startOffset = offset;
    }

    /** Reads what has been added, at most one chunk of it; returns whether there was anything. */
    boolean fill() throws IOException {
        int ahead = (int) Math.min(CHUNK, output.size() - endOffset());
        if (ahead <= 0) {
            return false;
        }
        makeRoom(ahead);
        int read = output.read(ByteBuffer.wrap(buffer, end, ahead), endOffset());
        if (read <= 0) {
            return false;
        }
        end += read;
        return true;
    }

    private void makeRoom(int wanted) {
        if (buffer.length - end >= wanted) {
            return;
        }
        int length = end - start;
        byte[] target =
                length + wanted > buffer.length ? new byte[Math.max(2 * buffer.length, length + wanted)] : buffer;
        System.arraycopy(buffer, start, target, 0, length);
        buffer = target;
        scanned -= start;
        start = 0;
        end = length;
    }

    /**
     * Goes on to a piece of all the whole lines that have been read, without the last line's end, if there are any and they are
     * {@code plain}: nothing in them needs a look at single lines.
     */
    boolean nextLines(Plain plain) {
        int last = end - 1;
        while (last >= scanned && buffer[last] != '\n') {
            last--;
        }
        if (last < scanned || !plain.test(buffer, start, last)) {
            return false;
        }
        take(last, last + 1, true);
        return true;
    }

    /** Tells whether {@code bytes[from, to)} are plain output. */
    @FunctionalInterface
    interface Plain {
        boolean test(byte[] bytes, int from, int to);
    }

    /** Goes on to the next piece, if a whole line or a long part of one has been read. */
    boolean next() {
        for (int i = scanned; i < end; i++) {
            if (buffer[i] == '\n') {
                take(i, i + 1, true);
                return true;
            }
        }
        scanned = end;
        int limit = !midLine && start < end && buffer[start] == '{' ? LONG_MESSAGE : LONG_LINE;
        if (end - start <= limit) {
            return false;
        }
        take(end - OVERLAP, end - OVERLAP, false);
        return true;
    }

    /** Goes on to the piece that ends at {@code offset} of the output, though no line ends there. */
    void takeUntil(long offset) {
        int cut = start + Math.toIntExact(offset - startOffset);
        if (cut < start || cut > end) {
            throw new IllegalArgumentException(
                    "Offset " + offset + " is not between " + startOffset + " and " + endOffset());
        }
        take(cut, cut, true);
    }

    private void take(int pieceEnd, int nextStart, boolean lineEnds) {
        from = start;
        to = pieceEnd;
        endsLine = lineEnds;
        startOffset += nextStart - start;
        start = nextStart;
        scanned = Math.max(scanned, start);
        midLine = !lineEnds;
    }

    /** What stands in an output before {@code offset}, at most {@code most} bytes of it; for a look back, in which nothing is held open. */
    static byte[] before(Path output, long offset, int most) throws IOException {
        long from = Math.max(0, offset - most);
        ByteBuffer bytes = ByteBuffer.allocate((int) (offset - from));
        try (FileChannel file = FileChannel.open(output, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {}
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Whether the line is over with this piece. */
    boolean endsLine() {
        return endsLine;
    }

    /** The number of bytes of the output up to the end of the current piece, its line end included. */
    long offset() {
        return startOffset;
    }

    /** The number of bytes of the output that have been read. */
    long endOffset() {
        return startOffset + (end - start);
    }

    /** The position in the output of the next line end, if it has been read; -1 if not. */
    long lineEnd() {
        for (int i = scanned; i < end; i++) {
            if (buffer[i] == '\n') {
                return startOffset + (i - start);
            }
        }
        return -1;
    }

    /** Whether something of the last line was read that is not handed out, because the line has no end yet. */
    boolean hasUnterminated() {
        return start < end;
    }

    /** A copy of the end of the last line as far as it was read and not handed out, at most {@code max} bytes of it. */
    byte[] unterminated(int max) {
        return Arrays.copyOfRange(buffer, Math.max(start, end - max), end);
    }

    @Override
    public void close() throws IOException {
        output.close();
    }
}
