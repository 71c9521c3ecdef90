package spiderpig.http;

/** How many lines a log has, and whether that is all. */
final class ShowLogSize implements Endpoint {
    private final VisibleLogs logs;

    ShowLogSize(VisibleLogs logs) {
        this.logs = logs;
    }

    private record Answer(long lines, boolean complete) {}

    @Override
    public Response answer(Request request) {
        VisibleLogs.VisibleLog log = logs.open(request);
        return Response.json(new Answer(log.size(), log.complete()));
    }
}
