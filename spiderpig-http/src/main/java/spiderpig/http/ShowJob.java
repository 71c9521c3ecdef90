package spiderpig.http;

import spiderpig.core.Jobs;
import spiderpig.logstore.Masker;

/** The whole job. */
final class ShowJob implements Endpoint {
    private final Jobs jobs;
    private final Masker masker;

    ShowJob(Jobs jobs, Masker masker) {
        this.jobs = jobs;
        this.masker = masker;
    }

    @Override
    public Response answer(Request request) {
        return Response.json(JobView.of(jobs.get(request.id()), masker));
    }
}
