package spiderpig.logstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sparse index of a log: which frame a line ends in. The file can be made from the log at any time, and is when it
 * is missing or wrong.
 *
 * <pre>
 * file   = header entry*
 * header = "SPIDERPIG INDEX1"      16 bytes, the last is the version
 * entry  = line number, position   8 bytes each, most significant byte first: the number of the first line that ends in
 *                                  the frame at this position of the log, or after it
 * </pre>
 *
 * Entries are in ascending order and at least {@link #SPACING} bytes of log apart. They cut the log into <i>blocks</i>: one
 * before the first entry, and one from each entry to the next. A block is what is read at once.
 *
 * <p>For one thread.
 */
final class OffsetIndex implements Closeable {
    static final byte[] HEADER = "SPIDERPIG INDEX1".getBytes(StandardCharsets.US_ASCII);
    static final int SPACING = 64 * 1024;
    static final int ENTRY_LENGTH = 2 * Long.BYTES;

    private final LogFiles files;
    private final int entries;
    private final ByteBuffer entry = ByteBuffer.allocate(ENTRY_LENGTH);
    private @Nullable FileChannel channel;

    /** @param entries how many of the file's entries hold */
    OffsetIndex(LogFiles files, int entries) {
        this.files = files;
        this.entries = entries;
    }

    /** The number of entries that a file has room for, 0 if it is no index. */
    static int entriesOf(FileChannel file) throws IOException {
        byte[] header = new byte[HEADER.length];
        LogFiles.read(file, ByteBuffer.wrap(header), 0);
        return Arrays.equals(header, HEADER) ? (int) (file.size() / ENTRY_LENGTH) - 1 : 0;
    }

    /** Position in the index file where the entry after {@code entries} others goes. */
    static long positionAfter(int entries) {
        return HEADER.length + (long) entries * ENTRY_LENGTH;
    }

    /** Number of the first line that ends in a block, or after it. */
    long line(int block) throws IOException {
        return block == 0 ? 0 : value(block, 0);
    }

    /** Where a block begins in the log. */
    long position(int block) throws IOException {
        return block == 0 ? LogFormat.HEADER.length : value(block, Long.BYTES);
    }

    /** The block in which a line ends: the last one that doesn't begin after it. */
    int blockOfLine(long line) throws IOException {
        return lastAtMost(line, 0);
    }

    /** The block that a frame is in. */
    int blockAt(long position) throws IOException {
        return lastAtMost(position, Long.BYTES);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null; // what is asked later is read from the file as it is then
        }
    }

    private int lastAtMost(long wanted, int field) throws IOException {
        int low = 0;
        int high = entries;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (value(middle, field) <= wanted) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private long value(int block, int field) throws IOException {
        if (channel == null) {
            channel = files.openForReading(files.index());
        }
        entry.clear();
        LogFiles.read(channel, entry, positionAfter(block - 1));
        if (entry.hasRemaining()) {
            throw new LogDamagedException(files.index() + " ends before its entry " + block + " of " + entries);
        }
        return entry.getLong(field);
    }
}
