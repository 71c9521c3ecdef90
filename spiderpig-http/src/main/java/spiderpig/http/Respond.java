package spiderpig.http;

import org.jspecify.annotations.Nullable;
import spiderpig.core.Answer;
import spiderpig.core.Interaction;
import spiderpig.core.Interactions;
import spiderpig.logstore.Masker;

/** Answers a question; of any number of callers one is told that it was them. */
final class Respond implements Endpoint {
    private final Interactions interactions;
    private final Masker masker;

    Respond(Interactions interactions, Masker masker) {
        this.interactions = interactions;
        this.masker = masker;
    }

    private record Given(@Nullable String response) {}

    private record Accepted(int id, String response, String respondedBy) {}

    @Override
    public Response answer(Request request) {
        String response = Request.required(request.json(Given.class).response(), "response");
        // No job asks that many questions, so whatever is larger is as unknown as the largest.
        int number = (int) Math.min(request.number("n"), Integer.MAX_VALUE);
        Interaction interaction = interactions.respond(
                request.id(), number, response, request.user().name());
        Answer answer = interaction.answer().orElseThrow();
        return Response.json(new Accepted(interaction.number(), masker.mask(answer.response()), answer.respondedBy()));
    }
}
