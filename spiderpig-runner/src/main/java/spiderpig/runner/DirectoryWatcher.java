package spiderpig.runner;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Wakes whoever follows a directory when something in it has changed. It may miss a change, and where the system has no more
 * watches to give it sees none at all; so it only says "look again", and whoever follows looks by himself now and then
 * ({@link Watch#patience}).
 *
 * <p>Safe for any number of threads.
 */
final class DirectoryWatcher implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DirectoryWatcher.class.getName());
    private static final Duration WATCHED = Duration.ofMillis(250);
    private static final Duration UNWATCHED = Duration.ofMillis(20);

    private final @Nullable WatchService service;
    private final Map<WatchKey, Runnable> wakes = new ConcurrentHashMap<>();

    private DirectoryWatcher(@Nullable WatchService service) {
        this.service = service;
    }

    /** Begins to watch, on a thread of its own. */
    static DirectoryWatcher start() {
        WatchService service = null;
        try {
            service = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Files can't be watched; jobs are looked at 50 times a second instead", e);
        }
        DirectoryWatcher watcher = new DirectoryWatcher(service);
        if (service != null) {
            WatchService events = service;
            Thread thread = new Thread(() -> watcher.watch(events), "job-directories");
            thread.setDaemon(true);
            thread.start();
        }
        return watcher;
    }

    /** Calls {@code wake} after changes in a directory, until what is returned is closed. */
    Watch watch(Path directory, Runnable wake) {
        if (service == null) {
            return new Watch(null);
        }
        try {
            WatchKey key = directory.register(
                    service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            wakes.put(key, wake);
            return new Watch(key);
        } catch (IOException | ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, directory + " can't be watched", e);
            return new Watch(null);
        }
    }

    /** That a directory is being watched, or at least was asked to be. */
    final class Watch implements AutoCloseable {
        private final @Nullable WatchKey key;

        private Watch(@Nullable WatchKey key) {
            this.key = key;
        }

        /** How long may pass until one looks again without having been woken. */
        Duration patience() {
            return key == null ? UNWATCHED : WATCHED;
        }

        @Override
        public void close() {
            if (key != null) {
                key.cancel();
                wakes.remove(key);
            }
        }
    }

    private void watch(WatchService events) {
        try {
            while (true) {
                WatchKey key = events.take();
                key.pollEvents(); // what it was does not matter; taken before the wake, so that no later change is
                // swallowed
                key.reset();
                Runnable wake = wakes.get(key);
                if (wake != null) {
                    wake.run();
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.log(Level.DEBUG, "No more directories are watched");
        }
    }

    @Override
    public void close() {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "The watch on job directories can't be closed", e);
            }
        }
    }
}
