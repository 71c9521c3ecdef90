package spiderpig.core;

/** Another job is running that must not run at the same time. */
public final class JobExcludedException extends RuntimeException {
    private final long runningJob;

    JobExcludedException(Command command, Job running) {
        super("\"%s\" can't start while job %d (%s, by %s) is %s: only one job of \"%s\" at a time"
                .formatted(
                        command.name(),
                        running.id(),
                        running.description(),
                        running.owner(),
                        running.status().text(),
                        command.exclusive()));
        this.runningJob = running.id();
    }

    /** The job to wait for. */
    public long runningJob() {
        return runningJob;
    }
}
