package spiderpig.http;

import java.util.List;
import java.util.function.Function;
import spiderpig.logstore.LogPage;
import spiderpig.logstore.LogRecord;

/** A page of a log, in one of the two forms of {@link LineJson}. */
final class ReadLog implements Endpoint {
    private static final int STANDARD_COUNT = 1_000;
    static final int MAX_COUNT = 10_000;

    private final VisibleLogs logs;
    private final Function<List<LogRecord>, byte[]> form;

    ReadLog(VisibleLogs logs, Function<List<LogRecord>, byte[]> form) {
        this.logs = logs;
        this.form = form;
    }

    @Override
    public Response answer(Request request) {
        long from = request.longNumber("from").orElse(0);
        int count = request.count("count", STANDARD_COUNT, MAX_COUNT);
        VisibleLogs.VisibleLog log = logs.open(request);
        return logs.withRoomFor(count, () -> answer(request, log, log.read(from, count), count));
    }

    private Response answer(Request request, VisibleLogs.VisibleLog log, LogPage page, int count) {
        Response response =
                Response.jsonBytes(form.apply(page.records())).with("X-Total-Lines", String.valueOf(page.size()));
        if (!page.more()) {
            return response;
        }
        return response.with(
                "Link",
                "<%s?from=%d&count=%d%s>; rel=\"next\""
                        .formatted(request.path(), page.next(), count, log.unmasked() ? "&masked=false" : ""));
    }
}
