package spiderpig.http;

import spiderpig.core.Jobs;

/** Asks for the end of a job's standard input. */
final class CloseInput implements Endpoint {
    private final Jobs jobs;

    CloseInput(Jobs jobs) {
        this.jobs = jobs;
    }

    private record Closing(long id) {}

    @Override
    public Response answer(Request request) {
        request.expectNothing();
        jobs.closeInput(request.id(), request.user().name());
        return Response.accepted(new Closing(request.id()));
    }
}
