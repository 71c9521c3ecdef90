package spiderpig.core;

/** There is no job of that id. */
public final class JobNotFoundException extends RuntimeException {
    private final long job;

    JobNotFoundException(long job) {
        super("There is no job " + job);
        this.job = job;
    }

    public long job() {
        return job;
    }
}
