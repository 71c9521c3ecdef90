package spiderpig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Follows a log by its event stream as a page does: reconnects as often as it takes, by the number of the next line. */
final class LogViewer extends Thread {
    private static final ObjectMapper JSON = new ObjectMapper();

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
        while (!readToTheEnd()) {
            Thread.yield();
        }
    }

    private boolean readToTheEnd() {
        try {
            HttpResponse<InputStream> response = server.client()
                    .send(
                            server.request("/api/logs/" + job + "/stream?from=" + lines.size())
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            connections++;
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                String event = "";
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("event:")) {
                        event = line.substring("event:".length()).strip();
                        if (event.equals("end")) {
                            return true;
                        }
                    } else if (line.startsWith("data:") && event.equals("lines")) {
                        for (JsonNode record : JSON.readTree(line.substring("data:".length()))) {
                            take(record);
                        }
                    }
                }
            }
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

    int connections() {
        return connections;
    }
}
