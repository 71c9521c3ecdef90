package spiderpig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Follows a log by its event stream as a page does: reconnects as often as it takes, by the number of the next line. */
final class LogViewer extends Thread {
    private final KillableServer server;
    private final long job;
    private final List<String> lines = new ArrayList<>();
    private int connections;

    LogViewer(KillableServer server, long job) {
        super("viewer-of-" + job);
        setDaemon(true);
        this.server = server;
        this.job = job;
    }

    @Override
    public void run() {
        while (!readToTheEnd()) {}
    }

    private boolean readToTheEnd() {
        try {
            server.awaitStart();
            connections++;
            return server.read("/api/logs/" + job + "/stream?from=" + lines.size(), (event, data) -> {
                if (event.equals("lines")) {
                    data.forEach(this::take);
                }
                return !event.equals("end");
            });
        } catch (IOException e) {
            // The server was killed, or is not there yet.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return false;
    }

    private void take(JsonNode record) {
        if (record.get("n").asLong() != lines.size()) {
            throw new AssertionError("Line " + lines.size() + " should come next, not " + record);
        }
        lines.add(record.get("text").asText());
    }

    /** What it has seen; to be asked once it has ended. */
    List<String> lines() {
        return lines;
    }

    /** How often it has tried to connect. */
    int connections() {
        return connections;
    }
}
