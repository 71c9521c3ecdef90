package spiderpig.logstore;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two files of a log. Every reading operation opens them for itself: that takes some microseconds, costs nothing while
 * nobody reads, and a thread that is interrupted while it reads (which closes its channel) harms no other.
 *
 * @param log the log
 * @param index the index, which can be made from the log
 */
record LogFiles(long id, Path log, Path index, ChannelOpener opener) {
    static final String LOG_SUFFIX = ".log";
    static final String INDEX_SUFFIX = ".index";
    static final Pattern FILE_NAME = Pattern.compile("(\\d{1,18})(?:\\" + LOG_SUFFIX + "|\\" + INDEX_SUFFIX + ")");
    private static final int MAX_WRITE = 128 * 1024;

    static LogFiles of(long id, Path directory, ChannelOpener opener) {
        return new LogFiles(id, directory.resolve(id + LOG_SUFFIX), directory.resolve(id + INDEX_SUFFIX), opener);
    }

    /** Whether there is a log. One that can't be looked at is there: who opens it is told why. */
    boolean exist() {
        return !Files.notExists(log);
    }

    /** Makes an empty log. */
    void create() throws IOException {
        try (FileChannel file = openForWriting(log)) {
            write(file, LogFormat.HEADER, LogFormat.HEADER.length, 0);
        }
    }

    FileChannel openForReading(Path file) throws IOException {
        return opener.open(file, Set.of(StandardOpenOption.READ));
    }

    FileChannel openForWriting(Path file) throws IOException {
        return opener.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    /**
     * Deletes both. The log goes first, because a reader makes an index that it misses anew; if this is cut short, what is left
     * is an index without a log, which is nothing but garbage.
     */
    void delete() throws IOException {
        Files.deleteIfExists(log);
        Files.deleteIfExists(index);
    }

    /** Bytes of both files. */
    long sizeOnDisk() throws IOException {
        return size(log) + size(index);
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Closes both, the second one even if the first can't be closed. */
    static void close(@Nullable Closeable first, @Nullable Closeable second) throws IOException {
        try {
            if (first != null) {
                first.close();
            }
        } finally {
            if (second != null) {
                second.close();
            }
        }
    }

    /** What to throw at who can't read the log. */
    RuntimeException unreadable(IOException cause) {
        return exist()
                ? new UncheckedIOException("Log " + id + " cannot be read: " + cause, cause)
                : new LogDeletedException(id);
    }

    /** Reads into {@code buffer} until it is full or the file ends. */
    static void read(FileChannel file, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }

    /** Writes all of {@code bytes[0, length)} at {@code position}. */
    static void write(FileChannel file, byte[] bytes, int length, long position) throws IOException {
        // In slices, because the JDK keeps a buffer of the size of the largest write for each thread.
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, 0);
        while (buffer.position() < length) {
            buffer.limit(Math.min(length, buffer.position() + MAX_WRITE));
            file.write(buffer, position + buffer.position());
        }
    }
}
