package spiderpig.logstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Adds to the two files of a log, both or neither. For one thread. */
final class LogAppender implements AutoCloseable {
    private final LogFiles files;
    private @Nullable FileChannel log;
    private @Nullable FileChannel index;

    /** Whether something may stand behind the committed end: a torn tail, or what is left of a failed write. */
    private boolean torn = true;

    LogAppender(LogFiles files) {
        this.files = files;
    }

    /**
     * Writes a batch behind what is committed. If that fails, both files are cut back.
     *
     * @param batch frames
     * @param entries the entries of the index that go with them
     */
    void append(Committed committed, ByteBatch batch, ByteBatch entries) throws IOException {
        try {
            FileChannel toLog = log == null ? files.openForWriting(files.log()) : log;
            log = toLog;
            FileChannel toIndex = index == null ? files.openForWriting(files.index()) : index;
            index = toIndex;
            // What an earlier batch has left could, behind a shorter one, be taken for a batch of its own: away with it
            // first.
            cutBack(toLog, toIndex, committed);
            torn = true;
            if (committed.end() == LogFormat.HEADER.length) {
                LogFiles.write(toLog, LogFormat.HEADER, LogFormat.HEADER.length, 0);
            }
            if (committed.entries() == 0 && !entries.isEmpty()) {
                LogFiles.write(toIndex, OffsetIndex.HEADER, OffsetIndex.HEADER.length, 0);
            }
            LogFiles.write(toLog, batch.array(), batch.length(), committed.end());
            LogFiles.write(toIndex, entries.array(), entries.length(), OffsetIndex.positionAfter(committed.entries()));
            torn = false;
        } catch (IOException e) {
            recoverFrom(e, committed);
            throw e;
        }
    }

    private void recoverFrom(IOException failure, Committed committed) {
        try {
            if (log != null && index != null) {
                cutBack(log, index, committed);
            }
        } catch (IOException e) {
            failure.addSuppressed(e); // it stays torn, and is tried again before the next write
        }
        try {
            close(); // a channel is of no more use once its thread was interrupted
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void cutBack(FileChannel toLog, FileChannel toIndex, Committed committed) throws IOException {
        if (torn) {
            toLog.truncate(committed.end());
            toIndex.truncate(OffsetIndex.positionAfter(committed.entries()));
            torn = false;
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel closingLog = log;
        FileChannel closingIndex = index;
        log = null;
        index = null;
        LogFiles.close(closingLog, closingIndex);
    }
}
