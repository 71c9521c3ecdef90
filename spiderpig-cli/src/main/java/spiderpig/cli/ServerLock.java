package spiderpig.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Held by the one server that works on a data directory. The kernel takes it away when the process ends, however it ends, so
 * there is never a stale one.
 */
final class ServerLock implements AutoCloseable {
    private final FileChannel channel;

    private ServerLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Finds out early whether {@link #acquire} would fail, and changes nothing.
     *
     * @throws StartException if a server works on the directory
     */
    static void check(DataDirectory data) {
        if (!Files.isWritable(data.lock())) {
            return;
        }
        lock(data, Set.of(StandardOpenOption.WRITE)).close();
    }

    /**
     * Waits for nothing.
     *
     * @throws StartException if another server works on the directory
     */
    static ServerLock acquire(DataDirectory data) {
        return lock(data, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    private static ServerLock lock(DataDirectory data, Set<StandardOpenOption> options) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(data.lock(), options, DataDirectory.PRIVATE_FILE);
            if (channel.tryLock() == null) {
                close(channel);
                throw new StartException("A server already works on " + data.path()
                        + ServerFile.read(data.serverFile())
                                .map(server -> ": " + server + ".")
                                .orElse(", but does not answer yet."));
            }
            return new ServerLock(channel);
        } catch (IOException e) {
            close(channel);
            throw new StartException("The file " + data.lock() + " can't be locked: " + FileTrouble.of(e) + ".", e);
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The lock is gone all the same.
        }
    }
}
