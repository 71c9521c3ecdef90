package spiderpig.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * How programs reach a running server: {@code server.json} in its data directory, readable by the server's user alone. It is
 * there from when the server answers until it stops; after a server that was killed it stays until the next one starts.
 *
 * @param pid the server's process
 * @param port where it listens
 * @param url where it is reached from this host, without a path
 * @param token what {@code Authorization: Bearer} takes, with all the rights of the user who started the server
 */
record ServerFile(long pid, int port, String url, String token) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Writes it such that nobody ever reads half of it. */
    void write(Path file) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            try (SeekableByteChannel out = Files.newByteChannel(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    DataDirectory.PRIVATE_FILE)) {
                ByteBuffer rest = ByteBuffer.wrap(JSON.writeValueAsBytes(this));
                while (rest.hasRemaining()) {
                    out.write(rest); // on a full disk, what fits; the next one says that it is full
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartException("The file " + file + " can't be written: " + FileTrouble.of(e) + ".", e);
        }
    }

    /** What stands in a file, if it is there and whole. */
    static Optional<ServerFile> read(Path file) {
        try {
            return Optional.of(JSON.readValue(file.toFile(), ServerFile.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Removes a file, if it is there. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StartException("The file " + file + " can't be removed: " + FileTrouble.of(e) + ".", e);
        }
    }

    @Override
    public String toString() {
        return url + " (process " + pid + ")";
    }
}
