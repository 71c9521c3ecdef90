package spiderpig.http;

import java.util.OptionalLong;
import spiderpig.core.Jobs;

/** Jobs and questions as they change. */
final class StreamChanges implements Endpoint {
    private final Jobs jobs;
    private final ChangeFeed feed;

    StreamChanges(Jobs jobs, ChangeFeed feed) {
        this.jobs = jobs;
        this.feed = feed;
    }

    @Override
    public Response answer(Request request) {
        OptionalLong last = lastEventId(request);
        // A revision that is still to come is of another database: its viewer begins anew.
        boolean known = last.isPresent() && last.getAsLong() <= jobs.revision();
        return Response.events(feed, known ? last.getAsLong() : ChangeFeed.START);
    }

    /** The position up to which the viewer has seen everything, if it comes back. */
    static OptionalLong lastEventId(Request request) {
        String id = request.header("Last-Event-ID").orElse("");
        if (id.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!id.matches("[0-9]{1,18}")) {
            throw Problem.badRequest("\"Last-Event-ID\" must be the id of an event of this stream, not \"" + id + "\"")
                    .exception();
        }
        return OptionalLong.of(Long.parseLong(id));
    }
}
