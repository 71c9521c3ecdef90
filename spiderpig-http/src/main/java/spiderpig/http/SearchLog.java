package spiderpig.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import spiderpig.logstore.LogRecord;
import spiderpig.logstore.SearchQuery;
import spiderpig.logstore.SearchQuery.Direction;
import spiderpig.logstore.SearchResult;

/** The next line of a log that matches. A call takes a bounded time; if that is not enough, a cursor says where to go on. */
final class SearchLog implements Endpoint {
    private static final Duration BUDGET = Duration.ofMillis(500);

    private final VisibleLogs logs;

    SearchLog(VisibleLogs logs) {
        this.logs = logs;
    }

    private record Match(long n, String text) {
        static Match of(LogRecord line) {
            return new Match(line.number(), line.text());
        }
    }

    private record Answer(@Nullable Match match, @Nullable Long cursor) {
        static Answer of(SearchResult result) {
            return new Answer(
                    result.match().map(Match::of).orElse(null),
                    result.cursor().isPresent() ? result.cursor().getAsLong() : null);
        }
    }

    @Override
    public Response answer(Request request) {
        SearchQuery query = query(request);
        return Response.json(logs.open(request)
                .view()
                .map(view -> Answer.of(view.search(query)))
                .orElse(new Answer(null, null)));
    }

    private static SearchQuery query(Request request) {
        Direction direction = direction(request.text("direction").orElse("next"));
        try {
            return new SearchQuery(
                    request.text("q").orElse(""),
                    request.flag("regex", false),
                    request.flag("case", false),
                    request.longNumber("from").orElse(direction == Direction.NEXT ? 0 : -1),
                    direction,
                    BUDGET);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage())).exception();
        }
    }

    private static Direction direction(String text) {
        return switch (text) {
            case "next" -> Direction.NEXT;
            case "previous" -> Direction.PREVIOUS;
            default ->
                throw Problem.badRequest("\"direction\" must be next or previous, not \"" + text + "\"")
                        .exception();
        };
    }
}
