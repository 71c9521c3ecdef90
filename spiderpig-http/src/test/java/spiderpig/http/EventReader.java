package spiderpig.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads one event stream as a browser does. */
final class EventReader implements AutoCloseable {
    private final InputStream stream;
    private final BufferedReader lines;
    private @Nullable String lastId;

    record Event(String name, String data) {}

    private EventReader(InputStream stream, @Nullable String lastId) {
        this.stream = stream;
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        this.lastId = lastId;
    }

    /** @param lastId where an earlier reader had come to, or null */
    static EventReader open(HttpRequest.Builder request, @Nullable String lastId) throws Exception {
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = Fixture.client().send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError("Refused: " + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return new EventReader(response.body(), lastId);
    }

    /** The id of the last event that was read, or of the reader before. */
    @Nullable
    String lastId() {
        return lastId;
    }

    /** The next event with data; null if the stream has ended. */
    @Nullable
    Event next() throws IOException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        String id = null;
        for (String line; (line = lines.readLine()) != null; ) {
            if (line.isEmpty()) {
                if (id != null) {
                    lastId = id;
                }
                if (data.length() > 0) {
                    return new Event(name, data.toString());
                }
                id = null;
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
            }
        }
        return null;
    }

    /** Cuts the connection. */
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
