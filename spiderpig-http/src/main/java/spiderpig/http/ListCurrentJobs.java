package spiderpig.http;

import java.util.List;
import spiderpig.core.Job;
import spiderpig.core.Jobs;
import spiderpig.logstore.Masker;

/** Every job that is not complete, and the last one, newest first. */
final class ListCurrentJobs implements Endpoint {
    private final Jobs jobs;
    private final Masker masker;

    ListCurrentJobs(Jobs jobs, Masker masker) {
        this.jobs = jobs;
        this.masker = masker;
    }

    private record Answer(List<JobView> jobs) {}

    @Override
    public Response answer(Request request) {
        return Response.json(new Answer(views(jobs.current(), masker)));
    }

    static List<JobView> views(List<Job> jobs, Masker masker) {
        return jobs.stream().map(job -> JobView.of(job, masker)).toList();
    }
}
