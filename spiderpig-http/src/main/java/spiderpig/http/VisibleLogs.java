package spiderpig.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import spiderpig.core.Job;
import spiderpig.core.JobNotFoundException;
import spiderpig.core.JobStatus;
import spiderpig.core.Jobs;
import spiderpig.logstore.JobLog;
import spiderpig.logstore.LogPage;
import spiderpig.logstore.LogStore;
import spiderpig.logstore.LogView;

/**
 * Opens logs for those who ask: masked, unless they ask for more, have the right to it, and it is recorded.
 *
 * <p>Safe for any number of threads.
 */
final class VisibleLogs {
    /** Lines that are read and put into answers at the same time, by all requests: what that takes is memory. */
    private static final int LINES_AT_ONCE = 4 * ReadLog.MAX_COUNT;

    private final Semaphore lines = new Semaphore(LINES_AT_ONCE, true);
    private final Jobs jobs;
    private final LogStore store;
    private final AuditLog audit;

    VisibleLogs(Jobs jobs, LogStore store, AuditLog audit) {
        this.jobs = jobs;
        this.store = store;
        this.audit = audit;
    }

    /**
     * A log as one request may see it.
     *
     * @param log the log; empty while the job is queued, and for ever if it never ran
     * @param size its number of lines
     * @param complete whether nothing will follow
     * @param unmasked whether secrets are shown
     */
    record VisibleLog(Optional<JobLog> log, long size, boolean complete, boolean unmasked) {
        Optional<LogView> view() {
            return log.map(found -> unmasked ? found.unmasked() : found.masked());
        }

        LogPage read(long from, int count) {
            return view().map(view -> view.read(from, count)).orElse(new LogPage(0, List.of(), 0, complete));
        }
    }

    /**
     * The log that the path names, as the query ({@code masked=false}) wants it.
     *
     * @throws JobNotFoundException if there is no such job
     * @throws RefusedException if the user may not see it unmasked
     */
    VisibleLog open(Request request) {
        long id = request.id();
        Job job = jobs.get(id); // a log without a job is one that is being forgotten
        Optional<JobLog> log = store.find(id);
        // A job has no log until it starts.
        boolean complete = log.map(JobLog::complete).orElse(job.status() == JobStatus.COMPLETE);
        boolean unmasked = !request.flag("masked", true);
        if (unmasked) {
            if (!request.user().mayUnmask()) {
                throw Problem.mayNotUnmask(request.user()).exception();
            }
            audit.unmasked(request.user(), id);
        }
        return new VisibleLog(log, log.map(JobLog::size).orElse(0L), complete, unmasked);
    }

    /** Makes an answer of so many lines, once there is room: after some ten milliseconds, for nobody waits for a reader there. */
    Response withRoomFor(int count, Supplier<Response> answer) {
        lines.acquireUninterruptibly(count);
        try {
            return answer.get();
        } finally {
            lines.release(count);
        }
    }
}
