package spiderpig.http;

import java.util.List;
import java.util.function.Supplier;

/** That the server lives, and what is wrong around it. Open to everybody, so it names no job. */
final class ShowHealth implements Endpoint {
    private final String version;
    private final Supplier<List<String>> troubles;

    ShowHealth(String version, Supplier<List<String>> troubles) {
        this.version = version;
        this.troubles = troubles;
    }

    private record Answer(String status, String version, List<String> troubles) {}

    @Override
    public Response answer(Request request) {
        return Response.json(new Answer("ok", version, troubles.get()));
    }
}
