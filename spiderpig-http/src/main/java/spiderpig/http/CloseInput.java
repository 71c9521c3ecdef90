package spiderpig.http;

import spiderpig.core.Jobs;

/** Asks for the end of a job's standard input. */
final class CloseInput implements Endpoint {
    private final Jobs jobs;

    CloseInput(Jobs jobs) {
        this.jobs = jobs;
    }

    /** There is nothing to say, but it is JSON, so that what is said later breaks nobody. */
    private record Wanted() {}

    private record Closing(long id) {}

    @Override
    public Response answer(Request request) {
        if (request.hasBody()) {
            request.json(Wanted.class);
        }
        jobs.closeInput(request.id(), request.user().name());
        return Response.accepted(new Closing(request.id()));
    }
}
