package spiderpig.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import spiderpig.core.JobStatus;
import spiderpig.core.Jobs;
import spiderpig.core.Subscription;
import spiderpig.logstore.JobLog;
import spiderpig.logstore.LogDeletedException;
import spiderpig.logstore.LogPage;
import spiderpig.logstore.LogRecord;
import spiderpig.logstore.LogStore;

/**
 * The lines of one log as they are written, masked or not. A position is the number of a line: all before it have been seen.
 * Lines come in batches, as {@code event: lines} with an array of them; {@code event: end} follows the last line of a log
 * that is complete.
 *
 * <p>A job that is still queued has no log; its viewers wait for it.
 */
final class LogFeed extends EventFeed {
    /** Lines in a batch, at most. */
    private static final int LINES = 400;

    /** Characters after which a batch ends. */
    private static final int CHARACTERS = 64 * 1024;

    /** How often a log that isn't there yet is looked for. */
    private static final long LOOK_FOR_LOG_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final byte[] NO_DATA = "{}".getBytes(StandardCharsets.US_ASCII);

    private final long id;
    private final boolean unmasked;
    private final Jobs jobs;
    private final LogStore store;
    private final CommitWatch commits;
    private final Runnable onEnd;

    /** Written under this object's lock. */
    private volatile @Nullable JobLog log;

    /** Guarded by this. */
    private Subscription waiting = () -> {};

    /** Guarded by this. */
    private spiderpig.logstore.@Nullable Subscription following;

    /** Guarded by this. */
    private boolean begun;

    /** @param onEnd called when the last viewer has gone */
    LogFeed(
            long id,
            boolean unmasked,
            Jobs jobs,
            LogStore store,
            CommitWatch commits,
            ScheduledExecutorService executor,
            Runnable onEnd) {
        super(executor);
        this.id = id;
        this.unmasked = unmasked;
        this.jobs = jobs;
        this.store = store;
        this.commits = commits;
        this.onEnd = onEnd;
    }

    @Override
    synchronized void begin() {
        begun = true;
        waiting = commits.subscribe(this::wakeUnlessFound);
        follow();
    }

    @Override
    void end() {
        synchronized (this) {
            begun = false;
            waiting.close();
            if (following != null) {
                following.close();
                following = null;
            }
        }
        onEnd.run();
    }

    /** Until there is a log, each commit may be the start of the job, or its end without one. */
    private void wakeUnlessFound() {
        if (log == null) {
            wake();
        }
    }

    /** Has the writer wake this feed. Whoever reads afterwards misses nothing. */
    private synchronized void follow() {
        JobLog known = log;
        if (known != null && begun && following == null) {
            following = known.follow(this::wake);
        }
    }

    /** The log, as long as there is one: another process may delete it. */
    private @Nullable JobLog log() {
        JobLog found = store.find(id).orElse(null);
        if (log == null) {
            log = found;
            follow();
        }
        return found;
    }

    @Override
    boolean hasMore(long position) {
        JobLog known = log;
        return known != null && (known.size() > position || known.complete());
    }

    @Override
    Batch render(long position) {
        JobLog found = log();
        if (found == null) {
            boolean over =
                    jobs.find(id).map(job -> job.status() == JobStatus.COMPLETE).orElse(true);
            if (over) {
                return end(position);
            }
            // The log may be made without a commit behind it that would wake us.
            wakeIn(LOOK_FOR_LOG_NANOS);
            return Batch.nothing(position);
        }
        LogPage page;
        try {
            page = (unmasked ? found.unmasked() : found.masked()).read(position, LINES);
        } catch (LogDeletedException e) {
            return end(position);
        }
        if (page.records().isEmpty()) {
            return page.complete() ? end(position) : Batch.nothing(position);
        }
        List<LogRecord> lines = fitting(page.records());
        long next = page.from() + lines.size();
        byte[] json = LineJson.objects(lines);
        ServerSentEvents out = new ServerSentEvents(json.length);
        out.event("lines", json, next);
        return new Batch(out.bytes(), next, next < page.size(), false);
    }

    private static Batch end(long position) {
        ServerSentEvents out = new ServerSentEvents();
        out.event("end", NO_DATA, position);
        return new Batch(out.bytes(), position, false, true);
    }

    /** As many as go into one batch: one at least. */
    private static List<LogRecord> fitting(List<LogRecord> lines) {
        int count = 0;
        long characters = 0;
        while (count < lines.size() && characters < CHARACTERS) {
            characters += lines.get(count).text().length();
            count++;
        }
        return lines.subList(0, count);
    }
}
