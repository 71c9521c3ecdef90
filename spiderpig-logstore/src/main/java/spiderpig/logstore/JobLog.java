package spiderpig.logstore;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One log: lines that are numbered from 0, that one writer appends and any number of threads read meanwhile. What is read
 * here is masked; {@link #unmasked} is for those who have the right to it.
 *
 * <p>Safe for use by several threads. It holds no file open but while it is written to or read from.
 */
public final class JobLog {
    private static final System.Logger LOGGER = System.getLogger(JobLog.class.getName());

    private final LogStore store;
    private final LogFiles files;
    private final LogAppender appender;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Object writerLock = new Object();
    private @Nullable LogWriter writer;

    private volatile Committed committed;

    /** Whether the log was read from its beginning, and could not be read to its end. */
    private volatile boolean damaged;

    JobLog(LogStore store, LogFiles files, Committed committed) {
        this.store = store;
        this.files = files;
        this.appender = new LogAppender(files);
        this.committed = committed;
    }

    /** The number it goes by. */
    public long id() {
        return files.id();
    }

    /** Number of complete lines. */
    public long size() {
        return committed.lines();
    }

    /** Whether nothing will ever follow. */
    public boolean complete() {
        return committed.complete();
    }

    /** The checkpoint of the last commit, {@link Checkpoint#START} before the first. */
    public Checkpoint checkpoint() {
        return committed.checkpoint();
    }

    /** Bytes that the log takes on disk. */
    public long sizeOnDisk() {
        try {
            return files.sizeOnDisk();
        } catch (IOException e) {
            throw files.unreadable(e);
        }
    }

    /** The log's only writer: each call returns the same one until the log is complete. It is for one thread at a time. */
    public LogWriter writer() {
        synchronized (writerLock) {
            if (writer == null) {
                writer = new LogWriter(this);
            }
            return writer;
        }
    }

    /** Reads a masked page, see {@link LogView#read}. */
    public LogPage read(long from, int count) {
        return masked().read(from, count);
    }

    /** The log as everyone may see it, with the store's masker. */
    public LogView masked() {
        return masked(store.masker());
    }

    /** The log without what the command has flagged as sensitive and what {@code masker} finds. */
    public LogView masked(Masker masker) {
        return new LogView(this, masker, false);
    }

    /** The log with all that is in it. Whoever hands this out checks the right to it, and records it. */
    public LogView unmasked() {
        return new LogView(this, Masker.NONE, true);
    }

    /**
     * Calls {@code wake} after each commit from now on, completion included, until the subscription is closed. It says that
     * there may be more, not what: subscribe first, read then, and read again when woken, and nothing is missed. It is called
     * by the writer's thread and must be quick; what it throws is logged.
     */
    public Subscription follow(Runnable wake) {
        Follower follower = new Follower(wake);
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /** One subscription; an object of its own, because the same {@code Runnable} may be subscribed twice. */
    private static final class Follower {
        private final Runnable wake;

        Follower(Runnable wake) {
            this.wake = wake;
        }
    }

    Committed committed() {
        return committed;
    }

    /** Whether no index helps: to make it anew, which takes a look at all of the log, need not be tried again. */
    boolean isDamaged() {
        return damaged;
    }

    void damaged() {
        damaged = true;
    }

    BlockReader blocks(Committed asOf, boolean keep) {
        return new BlockReader(this, files, asOf, store.cache(), keep);
    }

    /** Writes a batch, and makes it visible if that succeeds. Called by the writer only. */
    void append(
            ByteBatch batch,
            ByteBatch entries,
            long lines,
            long lastEntry,
            Checkpoint checkpoint,
            boolean complete,
            @Nullable OpenLine open) {
        Committed before = committed;
        try {
            appender.append(before, batch, entries);
        } catch (IOException e) {
            throw new LogWriteException(id(), batch.length(), e);
        }
        committed = new Committed(
                lines,
                before.end() + batch.length(),
                before.entries() + entries.length() / OffsetIndex.ENTRY_LENGTH,
                lastEntry,
                checkpoint,
                complete,
                open);
        if (complete) {
            closeAppender();
            forgetWriter();
        }
        wakeFollowers();
    }

    /** Its buffers are of no more use, and a store may hold thousands of complete logs. */
    private void forgetWriter() {
        synchronized (writerLock) {
            writer = null;
        }
    }

    private void closeAppender() {
        try {
            appender.close();
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "Log " + id() + " is complete, but was not closed properly", e);
        }
    }

    private void wakeFollowers() {
        for (Follower follower : followers) {
            try {
                follower.wake.run();
            } catch (RuntimeException e) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "Log " + id() + ": a follower failed to be woken; the others are, and the log goes on",
                        e);
            }
        }
    }

    RecentPage recentPage() {
        return store.recentPage();
    }

    /** Lets go of the files; the log can be read and written on. */
    void close() throws IOException {
        appender.close();
    }
}
