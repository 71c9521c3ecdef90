package spiderpig.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import spiderpig.logstore.LogRecord;

/** Lines of a log as JSON, written without an object in between: there may be many. */
final class LineJson {
    /** What the other fields of a line take, in bytes, with some room for quoting. */
    private static final int FIELDS = 110;

    private LineJson() {}

    /** An array of texts. */
    static byte[] texts(List<LogRecord> lines) {
        return write(lines, generator -> {
            generator.writeStartArray();
            for (LogRecord line : lines) {
                generator.writeString(line.text());
            }
            generator.writeEndArray();
        });
    }

    /** An array of objects. */
    static byte[] objects(List<LogRecord> lines) {
        return write(lines, generator -> {
            generator.writeStartArray();
            for (LogRecord line : lines) {
                object(line, generator);
            }
            generator.writeEndArray();
        });
    }

    private static void object(LogRecord line, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeNumberField("n", line.number());
        generator.writeStringField("at", Json.time(line.at()));
        generator.writeStringField("kind", line.kind().name().toLowerCase(Locale.ROOT));
        generator.writeStringField("text", line.text());
        generator.writeBooleanField("masked", line.masked());
        if (line.cut()) {
            generator.writeNumberField("fullLength", line.fullLength());
        }
        generator.writeEndObject();
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(JsonGenerator generator) throws IOException;
    }

    private static byte[] write(List<LogRecord> lines, Content content) {
        int text = lines.stream().mapToInt(line -> line.text().length()).sum();
        // As a rule large enough, for an array that grows leaves twice its size to the garbage collector.
        ByteArrayOutputStream out = new ByteArrayOutputStream(text + lines.size() * FIELDS);
        try (JsonGenerator generator = Json.MAPPER.createGenerator(out)) {
            content.writeTo(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory took no more", e);
        }
        return out.toByteArray();
    }
}
