package spiderpig.http;

import org.jspecify.annotations.Nullable;
import spiderpig.core.InterventionKind;
import spiderpig.core.Jobs;

/**
 * Asks for a job to be stopped, each time by a harder signal. A body may name the signal that the person had in mind: of two
 * who press one button at once, the second then does not escalate.
 */
final class CancelJob implements Endpoint {
    private final Jobs jobs;

    CancelJob(Jobs jobs) {
        this.jobs = jobs;
    }

    private record Wanted(@Nullable String signal) {}

    private record Stopping(long id, @Nullable String signal) {}

    @Override
    public Response answer(Request request) {
        String signal = request.hasBody() ? request.json(Wanted.class).signal() : null;
        InterventionKind step = jobs.stop(request.id(), request.user().name(), signal == null ? null : step(signal));
        return Response.accepted(new Stopping(request.id(), step.signal().orElse(null)));
    }

    private static InterventionKind step(String signal) {
        return InterventionKind.ofSignal(signal)
                .orElseThrow(() -> Problem.unprocessable(
                                "\"" + signal
                                        + "\" is no signal that stops a job; there are SIGINT, SIGTERM and SIGKILL, in this order")
                        .exception());
    }
}
