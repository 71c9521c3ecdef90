package spiderpig.logstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reads blocks of one log, as committed at one moment. For one thread and one operation; its files are opened when the cache
 * can't help.
 */
final class BlockReader implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(BlockReader.class.getName());

    /** A frame begins a block as soon as its distance from the last that did allows it. */
    private static final int MAX_BLOCK = OffsetIndex.SPACING + LogFormat.MAX_FRAME;

    private final JobLog log;
    private final LogFiles files;
    private final Committed committed;
    private final BlockCache cache;
    private final boolean keep;
    private final OffsetIndex index;
    private @Nullable FileChannel channel;
    private boolean healed;

    /** The block that was read last, and the one before it: who goes from block to block looks back from each. */
    private @Nullable Block latest;

    private @Nullable Block secondLatest;

    /** @param keep whether the blocks are likely to be read again soon */
    BlockReader(JobLog log, LogFiles files, Committed committed, BlockCache cache, boolean keep) {
        this.log = log;
        this.files = files;
        this.committed = committed;
        this.cache = cache;
        this.keep = keep;
        this.index = new OffsetIndex(files, committed.entries());
    }

    Committed committed() {
        return committed;
    }

    /** Number of blocks; 0 if nothing is committed. */
    int blocks() {
        return committed.end() == LogFormat.HEADER.length ? 0 : committed.entries() + 1;
    }

    /** The block in which a line ends, which must be complete. */
    Block blockOfLine(long line) {
        return healing(() -> {
            Block block = read(index.blockOfLine(line));
            if (!block.holds(line)) {
                throw new LogDamagedException(files.index() + " does not lead to line " + line);
            }
            return block;
        });
    }

    /** The block that has the frame at a file position. */
    Block blockAt(long position) {
        return healing(() -> {
            Block block = read(index.blockAt(position));
            block.textOfFrame(position);
            return block;
        });
    }

    /** The block at a place from 0 to {@link #blocks} - 1. */
    Block block(int ordinal) {
        return healing(() -> read(ordinal));
    }

    @FunctionalInterface
    private interface Reading {
        Block read() throws IOException;
    }

    /** Reads; if that fails because the index is missing or wrong, makes it anew first. */
    private Block healing(Reading reading) {
        try {
            try {
                return reading.read();
            } catch (LogDamagedException | NoSuchFileException e) {
                if (healed || log.isDamaged() || !files.exist()) {
                    throw e;
                }
                healed = true;
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "Log {0}: the index does not fit and is made anew: {1}",
                        files.id(),
                        e.getMessage());
                rebuildIndex();
                index.close();
                return reading.read();
            }
        } catch (IOException e) {
            throw files.unreadable(e);
        }
    }

    private void rebuildIndex() throws IOException {
        try {
            Recovery.rebuildIndex(files, committed);
        } catch (LogDamagedException e) {
            log.damaged();
            throw e;
        }
    }

    private Block read(int ordinal) throws IOException {
        if (latest != null && latest.ordinal() == ordinal) {
            return latest;
        }
        if (secondLatest != null && secondLatest.ordinal() == ordinal) {
            return secondLatest; // the order stays: who looks back goes on from the latest
        }
        secondLatest = latest;
        latest = readAnew(ordinal);
        return latest;
    }

    private Block readAnew(int ordinal) throws IOException {
        long end = ordinal == committed.entries() ? committed.end() : index.position(ordinal + 1);
        Block cached = cache.get(log, ordinal, end);
        if (cached != null) {
            return cached;
        }
        long position = index.position(ordinal);
        if (channel == null) {
            channel = files.openForReading(files.log());
        }
        if (end <= position || end - position > MAX_BLOCK) {
            throw new LogDamagedException(
                    files.index() + " says that a block reaches from byte " + position + " to byte " + end);
        }
        byte[] bytes = new byte[(int) (end - position)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        LogFiles.read(channel, buffer, position);
        if (buffer.hasRemaining()) {
            throw new LogDamagedException(
                    files.log() + " ends before byte " + end + ", up to which it has been written");
        }
        Block block = Block.decode(files, ordinal, bytes, position, index.line(ordinal));
        if (keep) {
            cache.put(log, block);
        }
        return block;
    }

    @Override
    public void close() {
        try {
            LogFiles.close(index, channel);
        } catch (IOException e) {
            throw files.unreadable(e);
        }
    }
}
