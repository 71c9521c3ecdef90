package spiderpig.http;

import java.util.List;
import spiderpig.core.Job;
import spiderpig.core.Jobs;
import spiderpig.logstore.Masker;

/** How far a job has come and, once it is complete, how it went. */
final class ShowStatus implements Endpoint {
    private final Jobs jobs;
    private final Masker masker;

    ShowStatus(Jobs jobs, Masker masker) {
        this.jobs = jobs;
        this.masker = masker;
    }

    private record Underway(String status) {}

    private record Complete(String status, boolean success, List<String> errors) {}

    @Override
    public Response answer(Request request) {
        Job job = jobs.get(request.id());
        String status = job.status().text();
        if (job.success().isEmpty()) {
            return Response.json(new Underway(status));
        }
        List<String> errors = job.errors().stream().map(masker::mask).toList();
        return Response.json(new Complete(status, job.success().get(), errors));
    }
}
