package spiderpig.http;

import java.util.OptionalLong;

/** The lines of a log as they are written, from a line on. */
final class StreamLog implements Endpoint {
    private final VisibleLogs logs;
    private final LogFeeds feeds;

    StreamLog(VisibleLogs logs, LogFeeds feeds) {
        this.logs = logs;
        this.feeds = feeds;
    }

    @Override
    public Response answer(Request request) {
        OptionalLong last = StreamChanges.lastEventId(request);
        long from =
                last.isPresent() ? last.getAsLong() : request.longNumber("from").orElse(0);
        VisibleLogs.VisibleLog log = logs.open(request);
        long first = from < 0 ? Math.max(0, log.size() + from) : Math.min(from, log.size());
        return Response.events(feeds.feed(request.id(), log.unmasked()), first);
    }
}
