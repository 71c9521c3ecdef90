package spiderpig.runner;

import org.jspecify.annotations.Nullable;
import spiderpig.core.Jobs;

/**
 * What a job says of itself, passed on to everybody now and then, for only the last word counts.
 *
 * <p>For the job's thread.
 */
final class SelfReport {
    private final long job;
    private final Jobs jobs;
    private final StepRunner steps;
    private JobMessage.@Nullable Status status;
    private JobMessage.@Nullable ProgressReport progress;

    SelfReport(long job, Jobs jobs, StepRunner steps) {
        this.job = job;
        this.jobs = jobs;
        this.steps = steps;
    }

    /** A new status begins a new progress. */
    void status(JobMessage.Status said) {
        status = said;
        progress = null;
    }

    void progress(JobMessage.ProgressReport said) {
        progress = said;
    }

    /** Lets everybody see what was said since. */
    void passOn() {
        JobMessage.Status newStatus = status;
        if (newStatus != null) {
            steps.run(() -> jobs.activity(job, newStatus.activity()));
            status = null;
        }
        JobMessage.ProgressReport newProgress = progress;
        if (newProgress != null) {
            steps.run(() -> jobs.progress(job, newProgress.progress()));
            progress = null;
        }
    }
}
