package spiderpig.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Records who has read which log unmasked, and who has decided which job is kept. One JSON object a line in a file that only
 * its owner reads, and the same in the server's own log. A file, not a table: it needs no schema, is appended to by one write,
 * and stays when jobs are forgotten. What is left of an entry that could not be written whole, and so was refused, stands on a
 * line of its own.
 *
 * <p>Safe for any number of threads, of one process.
 */
public final class AuditLog {
    private static final Logger LOG = System.getLogger(AuditLog.class.getName());

    private final Path file;
    private final Clock clock;

    /** @param file to append to; it is made at the first entry */
    public AuditLog(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    private record Reading(Instant at, String user, String action, long log) {}

    private record Keeping(Instant at, String user, String action, long job) {}

    /**
     * Records that a user is about to see a log unmasked. Comes before the first byte: what can't be recorded isn't shown.
     *
     * @throws UncheckedIOException if it can't be recorded
     */
    void unmasked(User user, long log) {
        LOG.log(Level.INFO, "{0} reads log {1} unmasked", user.name(), String.valueOf(log));
        append(new Reading(now(), user.name(), "read unmasked", log));
    }

    /**
     * Records that a user is about to pin a job, or to let it go.
     *
     * @throws UncheckedIOException if it can't be recorded
     */
    void pinned(User user, long job, boolean pinned) {
        LOG.log(Level.INFO, "{0} {1} job {2}", user.name(), pinned ? "pins" : "unpins", String.valueOf(job));
        append(new Keeping(now(), user.name(), pinned ? "pin" : "unpin", job));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private synchronized void append(Object entry) {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PrivateFiles.OWNER_ONLY)) {
            channel.position(channel.size());
            String begin = endsInTheMiddleOfALine(channel) ? "\n" : "";
            ByteBuffer line = StandardCharsets.UTF_8.encode(begin + Json.MAPPER.writeValueAsString(entry) + "\n");
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Can't write as JSON: " + entry, e);
        } catch (IOException e) {
            throw new UncheckedIOException("The audit log " + file + " can't be written: " + e.getMessage(), e);
        }
    }

    /** A full disk, or being killed, may have cut the last entry short. */
    private static boolean endsInTheMiddleOfALine(FileChannel channel) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
    }
}
