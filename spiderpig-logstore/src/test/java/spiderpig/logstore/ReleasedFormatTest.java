package spiderpig.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that was once written can be read forever: {@code v1.log} is a file of version 1, and must never be changed. */
final class ReleasedFormatTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path directory;

    @Test
    void version1CanBeRead() throws IOException {
        Files.write(directory.resolve("1.log"), golden());
        JobLog log = LogStore.open(directory, Masker.NONE).find(1).orElseThrow();
        assertThat(log.complete()).isTrue();
        assertThat(log.checkpoint()).isEqualTo(new Checkpoint(300, 7));
        assertThat(log.unmasked().read(0, 100).records())
                .extracting(LogRecord::number, LogRecord::kind, LogRecord::sensitive, LogRecord::text, LogRecord::at)
                .containsExactly(
                        tuple(0L, RecordKind.EVENT, false, "started", AT),
                        tuple(1L, RecordKind.OUTPUT, false, "begun in one batch, ended in another", AT.plusMillis(9)),
                        tuple(2L, RecordKind.OUTPUT, false, "progress 2%", AT.plusMillis(9)),
                        tuple(3L, RecordKind.OUTPUT, false, "über \uFFFD", AT.plusMillis(9)),
                        tuple(4L, RecordKind.OUTPUT, false, "", AT.plusMillis(9)),
                        tuple(5L, RecordKind.PROMPT, false, "Password: ", AT.minusSeconds(1)),
                        tuple(6L, RecordKind.RESPONSE, true, "hunter2", AT.minusSeconds(1)),
                        tuple(7L, RecordKind.OUTPUT, false, "unended", AT.minusSeconds(1)));
        assertThat(log.read(6, 1).records().get(0).text()).isEqualTo(Masker.MASK);
    }

    @Test
    void version1IsWhatIsWritten() throws IOException {
        try (LogStore store = LogStore.open(directory, Masker.NONE)) {
            write(store.create(1).writer());
        }
        assertThat(directory.resolve("1.log")).hasBinaryContent(golden());
    }

    @Test
    void aFileOfAnotherVersionIsRefused() throws IOException {
        byte[] bytes = golden();
        bytes[LogFormat.HEADER.length - 1] = '2';
        Files.write(directory.resolve("1.log"), bytes);
        LogStore store = LogStore.open(directory, Masker.NONE);
        assertThatThrownBy(() -> store.find(1))
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining("SPIDERPIG LOG  2");
        assertThat(directory.resolve("1.log")).hasBinaryContent(bytes);
    }

    private static void write(LogWriter writer) {
        line(writer, RecordKind.EVENT, AT, false, "started");
        byte[] begun = bytes("begun in one batch, ");
        writer.fragment(RecordKind.OUTPUT, AT, begun, 0, begun.length);
        writer.commit(new Checkpoint(100, 3));
        line(writer, RecordKind.OUTPUT, AT.plusMillis(9), false, "ended in another\nprogress 1%\rprogress 2%\r");
        byte[] noUtf8 = {(byte) 0xC3, (byte) 0xBC, 'b', 'e', 'r', ' ', (byte) 0xFC, '\n'};
        writer.line(RecordKind.OUTPUT, AT.plusMillis(9), false, noUtf8, 0, noUtf8.length);
        line(writer, RecordKind.PROMPT, AT.minusSeconds(1), false, "Password: ");
        line(writer, RecordKind.RESPONSE, AT.minusSeconds(1), true, "hunter2");
        writer.commit(new Checkpoint(200, 4));
        byte[] unended = bytes("unended");
        writer.fragment(RecordKind.OUTPUT, AT.minusSeconds(1), unended, 0, unended.length);
        writer.complete(new Checkpoint(300, 7));
    }

    private static void line(LogWriter writer, RecordKind kind, Instant at, boolean sensitive, String text) {
        byte[] bytes = bytes(text);
        writer.line(kind, at, sensitive, bytes, 0, bytes.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] golden() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(ReleasedFormatTest.class.getResourceAsStream("v1.log"), "v1.log is missing")) {
            return file.readAllBytes();
        }
    }
}
