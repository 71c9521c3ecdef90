package spiderpig.http;

import spiderpig.core.Jobs;

/** Keeps a job when older ones are forgotten, or no longer. To ask for what is so already changes nothing. */
final class PinJob implements Endpoint {
    private final Jobs jobs;
    private final AuditLog audit;
    private final boolean pinned;

    PinJob(Jobs jobs, AuditLog audit, boolean pinned) {
        this.jobs = jobs;
        this.audit = audit;
        this.pinned = pinned;
    }

    private record Pinned(long id, boolean pinned) {}

    @Override
    public Response answer(Request request) {
        request.expectNothing();
        long id = request.id();
        if (jobs.get(id).pinned() != pinned) {
            audit.pinned(request.user(), id, pinned);
            jobs.pin(id, pinned);
        }
        return Response.json(new Pinned(id, pinned));
    }
}
