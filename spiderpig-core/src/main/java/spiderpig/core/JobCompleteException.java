package spiderpig.core;

/** The job is over, so nothing can be done to it any more. */
public final class JobCompleteException extends RuntimeException {
    JobCompleteException(Job job) {
        super("Job %d is complete since %s".formatted(job.id(), job.finishedAt().orElseThrow()));
    }
}
