package spiderpig.http;

import java.io.IOException;
import java.io.OutputStream;

/** What follows the headers of a response. */
sealed interface Body {
    /** A body that is at hand. The array must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares bodies
    record Bytes(byte[] bytes) implements Body {}

    /** A body of any length, written while it is read; takes a thread for as long as the reader takes. */
    record Written(Writer writer) implements Body {}

    /** Events, from a position on, until their feed or the reader ends them. */
    record Events(EventFeed feed, long position) implements Body {}

    /** Writes a body. */
    @FunctionalInterface
    interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }
}
