package spiderpig.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLogTest {
    private static final String ENTRY =
            "{\"at\":\"2026-01-01T12:00:00.123Z\",\"user\":\"alice\",\"action\":\"read unmasked\",\"log\":%d}";

    @TempDir
    Path directory;

    @Test
    void anEntryStandsOnALineOfItsOwnThoughTheLastOneWasCutShort() throws Exception {
        Path file = directory.resolve("audit.log");
        AuditLog audit = new AuditLog(file, Clock.fixed(Fixture.NOON, ZoneOffset.UTC));
        audit.unmasked(new User("alice", true, true), 1);
        String half = "{\"at\":\"2026-01-01T12:00:00.123Z\",\"us";
        Files.writeString(file, half, StandardOpenOption.APPEND); // as a full disk leaves it
        audit.unmasked(new User("alice", true, true), 2);
        audit.unmasked(new User("alice", true, true), 3);
        assertThat(file)
                .content()
                .isEqualTo(String.join("\n", ENTRY.formatted(1), half, ENTRY.formatted(2), ENTRY.formatted(3), ""));
    }
}
