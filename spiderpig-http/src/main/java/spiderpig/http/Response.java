package spiderpig.http;

import io.undertow.util.StatusCodes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param headers beside those that every response has
 */
record Response(int status, Map<String, String> headers, Body body) {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain";
    static final String EVENTS = "text/event-stream";
    static final String HTML = "text/html";

    private static final byte[] NOTHING = new byte[0];

    static Response of(int status, String mediaType, byte[] body) {
        return new Response(status, Map.of("Content-Type", mediaType), new Body.Bytes(body));
    }

    /** 200 with a value as JSON. */
    static Response json(Object value) {
        return of(StatusCodes.OK, JSON, Json.bytes(value));
    }

    /** 200 with JSON that is at hand. */
    static Response jsonBytes(byte[] json) {
        return of(StatusCodes.OK, JSON, json);
    }

    /** 201: something was made, and stands at {@code location}. */
    static Response created(String location, Object value) {
        return of(StatusCodes.CREATED, JSON, Json.bytes(value)).with("Location", location);
    }

    /** 202: something will be done. */
    static Response accepted(Object value) {
        return of(StatusCodes.ACCEPTED, JSON, Json.bytes(value));
    }

    /** 302: the page that is meant stands elsewhere. */
    static Response found(String location) {
        return new Response(StatusCodes.FOUND, Map.of("Location", location), new Body.Bytes(NOTHING));
    }

    /** 303: go on there. */
    static Response seeOther(String location) {
        return new Response(StatusCodes.SEE_OTHER, Map.of("Location", location), new Body.Bytes(NOTHING));
    }

    /** 304: the reader has it already. */
    static Response notModified() {
        return new Response(StatusCodes.NOT_MODIFIED, Map.of(), new Body.Bytes(NOTHING));
    }

    /** 200 with text that is written while it is read. */
    static Response text(Body.Writer writer) {
        return new Response(StatusCodes.OK, Map.of("Content-Type", TEXT + "; charset=utf-8"), new Body.Written(writer));
    }

    /** 200 with events from a position on. */
    static Response events(EventFeed feed, long position) {
        return new Response(StatusCodes.OK, Map.of("Content-Type", EVENTS), new Body.Events(feed, position));
    }

    /** The same with one more header. */
    Response with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body);
    }

    /** The same with another status. */
    Response withStatus(int other) {
        return new Response(other, headers, body);
    }
}
