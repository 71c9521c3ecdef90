package spiderpig.logstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how far a log is committed. It reads the frames behind the index's last entry only, which are some 100 KiB
 * whatever the length of the log; further ones if they hold no commit or the index is missing. What stands behind the last
 * commit is left out, and is overwritten by the next writer.
 */
final class Recovery {
    private static final System.Logger LOGGER = System.getLogger(Recovery.class.getName());

    private final LogFiles files;
    private final FileChannel log;

    private Recovery(LogFiles files, FileChannel log) {
        this.files = files;
        this.log = log;
    }

    /**
     * How far a log is committed. Adds to the index what is missing there.
     *
     * @throws LogDamagedException if the file is no log of this version
     */
    static Committed recover(LogFiles files) throws IOException {
        try (FileChannel log = files.openForReading(files.log())) {
            byte[] header = new byte[LogFormat.HEADER.length];
            if (log.size() < header.length) {
                return Committed.NOTHING; // killed before the header was written
            }
            LogFiles.read(log, ByteBuffer.wrap(header), 0);
            LogFormat.checkHeader(header, files.log());
            return new Recovery(files, log).lastCommit();
        }
    }

    /**
     * Writes the index anew, over what stands there: the right entries are the same whoever writes them, so that it does not
     * matter who else reads or appends meanwhile.
     *
     * @throws LogDamagedException if the log itself does not hold what was committed
     */
    static void rebuildIndex(LogFiles files, Committed committed) throws IOException {
        ByteBatch entries = new ByteBatch();
        try (FileChannel log = files.openForReading(files.log())) {
            Committed found = new Recovery(files, log).walk(0, LogFormat.HEADER.length, 0, committed.end(), entries);
            if (found == null || found.end() != committed.end()) {
                throw new LogDamagedException(
                        files.log() + " is damaged: it was committed up to byte " + committed.end()
                                + ", but can only be read up to byte "
                                + (found == null ? LogFormat.HEADER.length : found.end()));
            }
        }
        try (FileChannel index = files.openForWriting(files.index())) {
            LogFiles.write(index, OffsetIndex.HEADER, OffsetIndex.HEADER.length, 0);
            LogFiles.write(index, entries.array(), entries.length(), OffsetIndex.positionAfter(0));
        }
    }

    private Committed lastCommit() throws IOException {
        int entries = entries();
        Committed found = null;
        ByteBatch missing = new ByteBatch();
        try (OffsetIndex index = new OffsetIndex(files, entries)) {
            int block = entries;
            while (found == null && block >= 0) {
                missing.truncate(0);
                found = walk(index.line(block), index.position(block), block, Long.MAX_VALUE, missing);
                block--;
            }
        }
        Committed committed = found == null ? Committed.NOTHING : found;
        if (!missing.isEmpty()) {
            repair(committed, missing);
        }
        if (log.size() > committed.end()) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "Log {0}: the last {1} bytes are no whole batch and are left out; it goes on after line {2}",
                    files.id(),
                    log.size() - committed.end(),
                    committed.lines());
        }
        return committed;
    }

    private int entries() throws IOException {
        try (FileChannel index = files.openForReading(files.index())) {
            return OffsetIndex.entriesOf(index);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /**
     * Goes from frame to frame to {@code limit} or the end of the log; returns the last commit, or null if there is none.
     *
     * @param missing receives the index entries of the committed frames from here on
     */
    private @Nullable Committed walk(long line, long position, int block, long limit, ByteBatch missing)
            throws IOException {
        byte[] window = new byte[2 * LogFormat.MAX_FRAME];
        long windowPosition = position;
        int windowLength = fill(window, windowPosition);
        Committed found = null;
        int committedMissing = 0;
        long lastEntry = position;
        long expectedLine = line;
        long at = position;
        while (at < limit) {
            if (windowPosition + windowLength - at < LogFormat.MAX_FRAME) {
                windowPosition = at;
                windowLength = fill(window, windowPosition);
            }
            Frame frame = LogFormat.decode(window, (int) (at - windowPosition), windowLength, at);
            if (frame == null || frame.firstLine() != expectedLine) {
                break;
            }
            if (at - lastEntry >= OffsetIndex.SPACING) {
                missing.putLong(frame.firstLine());
                missing.putLong(at);
                lastEntry = at;
            }
            if (frame.checkpoint() != null) {
                committedMissing = missing.length();
                found = new Committed(
                        frame.linesAfter(),
                        frame.end(),
                        block + committedMissing / OffsetIndex.ENTRY_LENGTH,
                        lastEntry,
                        frame.checkpoint(),
                        frame.sealed(),
                        frame.leftOpen());
            }
            expectedLine = frame.linesAfter();
            at = frame.end();
        }
        missing.truncate(committedMissing);
        return found;
    }

    private int fill(byte[] window, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(window);
        LogFiles.read(log, buffer, position);
        return buffer.position();
    }

    private void repair(Committed committed, ByteBatch missing) throws IOException {
        int before = committed.entries() - missing.length() / OffsetIndex.ENTRY_LENGTH;
        if (before == 0) {
            Files.deleteIfExists(files.index());
        }
        try (FileChannel index = files.openForWriting(files.index())) {
            index.truncate(OffsetIndex.positionAfter(before));
            LogFiles.write(index, OffsetIndex.HEADER, OffsetIndex.HEADER.length, 0);
            LogFiles.write(index, missing.array(), missing.length(), OffsetIndex.positionAfter(before));
        }
    }
}
