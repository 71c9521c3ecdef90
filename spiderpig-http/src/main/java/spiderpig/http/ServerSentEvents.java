package spiderpig.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts events together as the HTML standard has them. The data is JSON, which has no line breaks of its own. */
final class ServerSentEvents {
    /** What surrounds the data of an event, in bytes; more than it is. */
    private static final int FRAME = 64;

    private final ByteArrayOutputStream bytes;

    ServerSentEvents() {
        this(0);
    }

    /** @param expected how many bytes of data there will be */
    ServerSentEvents(int expected) {
        bytes = new ByteArrayOutputStream(expected + FRAME);
    }

    /** An event after which a viewer need not go back. */
    void event(String name, byte[] json, long id) {
        ascii("event: " + name + "\nid: " + id + "\ndata: ");
        bytes.writeBytes(json);
        ascii("\n\n");
    }

    /** An event that is followed by others of the same position. */
    void event(String name, byte[] json) {
        ascii("event: " + name + "\ndata: ");
        bytes.writeBytes(json);
        ascii("\n\n");
    }

    /** A position without an event. */
    void id(long id) {
        ascii("id: " + id + "\n\n");
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private void ascii(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
