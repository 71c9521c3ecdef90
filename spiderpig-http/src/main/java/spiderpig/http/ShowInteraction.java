package spiderpig.http;

import org.jspecify.annotations.Nullable;
import spiderpig.core.Interaction;
import spiderpig.core.Interactions;
import spiderpig.core.Jobs;
import spiderpig.logstore.Masker;

/** The question that a job waits with, or null. */
final class ShowInteraction implements Endpoint {
    private final Jobs jobs;
    private final Interactions interactions;
    private final Masker masker;

    ShowInteraction(Jobs jobs, Interactions interactions, Masker masker) {
        this.jobs = jobs;
        this.interactions = interactions;
        this.masker = masker;
    }

    private record Answer(@Nullable InteractionView interaction) {}

    @Override
    public Response answer(Request request) {
        Interaction pending = interactions.pending(request.id()).orElse(null);
        if (pending == null) {
            jobs.get(request.id()); // that there is no job is another answer than that it asks nothing
            return Response.json(new Answer(null));
        }
        return Response.json(new Answer(InteractionView.of(pending, masker)));
    }
}
