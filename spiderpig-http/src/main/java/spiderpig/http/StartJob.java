package spiderpig.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Job;
import spiderpig.core.Jobs;
import spiderpig.core.ParameterValue;

/** Starts a job, owned by who asks for it. */
final class StartJob implements Endpoint {
    private final Jobs jobs;

    StartJob(Jobs jobs) {
        this.jobs = jobs;
    }

    private record Wanted(
            @Nullable String command, @Nullable Map<String, JsonNode> parameters) {}

    private record Started(long id) {}

    @Override
    public Response answer(Request request) {
        Wanted wanted = request.json(Wanted.class);
        String command = Request.required(wanted.command(), "command");
        Map<String, ParameterValue> parameters = new LinkedHashMap<>();
        if (wanted.parameters() != null) {
            wanted.parameters().forEach((name, value) -> parameters.put(name, value(name, value)));
        }
        Job job = jobs.create(command, parameters, request.user().name());
        return Response.created("/job/" + job.id(), new Started(job.id()));
    }

    private static ParameterValue value(String name, JsonNode given) {
        if (!given.isArray()) {
            return ParameterValue.of(text(name, given));
        }
        List<String> values = new ArrayList<>();
        given.forEach(value -> values.add(text(name, value)));
        return ParameterValue.of(values);
    }

    private static String text(String name, JsonNode given) {
        if (!given.isTextual()) {
            throw Problem.badRequest(
                            "Parameter \"" + name + "\" must be text, or a list of texts: put each value into quotes")
                    .exception();
        }
        return given.textValue();
    }
}
