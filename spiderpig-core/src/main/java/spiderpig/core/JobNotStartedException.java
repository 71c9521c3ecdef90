package spiderpig.core;

/** The job is still queued, so it has no process yet to which this could be done. */
public final class JobNotStartedException extends RuntimeException {
    JobNotStartedException(Job job) {
        super("Job %d has not started yet".formatted(job.id()));
    }
}
