package spiderpig.http;

/** The whole log as text. */
final class DownloadLog implements Endpoint {
    private final VisibleLogs logs;

    DownloadLog(VisibleLogs logs) {
        this.logs = logs;
    }

    @Override
    public Response answer(Request request) {
        VisibleLogs.VisibleLog log = logs.open(request);
        return Response.text(out -> {
                    if (log.view().isPresent()) {
                        log.view().get().writeText(0, out);
                    }
                })
                .with("Content-Disposition", "attachment; filename=\"spiderpig-job-" + request.id() + ".log\"");
    }
}
