package spiderpig.http;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import spiderpig.core.JobPage;
import spiderpig.core.JobQuery;
import spiderpig.core.JobStatus;
import spiderpig.core.Jobs;
import spiderpig.logstore.Masker;

/** A page of the history, newest first. */
final class ListJobs implements Endpoint {
    private static final int STANDARD_LIMIT = 20;

    private final Jobs jobs;
    private final Masker masker;

    ListJobs(Jobs jobs, Masker masker) {
        this.jobs = jobs;
        this.masker = masker;
    }

    private record Answer(List<JobView> jobs, @Nullable Long next) {}

    @Override
    public Response answer(Request request) {
        OptionalLong before = request.longNumber("before");
        JobPage page = jobs.list(new JobQuery(
                request.count("limit", STANDARD_LIMIT, JobQuery.MAX_LIMIT),
                before.isPresent() ? before.getAsLong() : null,
                request.text("status").map(ListJobs::status).orElse(null),
                request.text("q").orElse(null)));
        return Response.json(new Answer(
                ListCurrentJobs.views(page.jobs(), masker),
                page.next().isPresent() ? page.next().getAsLong() : null));
    }

    private static JobStatus status(String text) {
        return Arrays.stream(JobStatus.values())
                .filter(status -> status.text().equals(text))
                .findFirst()
                .orElseThrow(() -> {
                    String known = Arrays.stream(JobStatus.values())
                            .map(status -> "\"" + status.text() + "\"")
                            .collect(Collectors.joining(", "));
                    return Problem.badRequest("\"status\" must be one of " + known + ", not \"" + text + "\"")
                            .exception();
                });
    }
}
