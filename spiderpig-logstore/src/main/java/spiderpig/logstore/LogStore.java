package spiderpig.logstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Line logs in one directory, identified by numbers. A log can be of any length: a page of it costs the same anywhere, and a
 * log that is open takes kilobytes.
 *
 * <p>What a writer has committed survives the death of this process at any instant. Nothing is forced to the disk, so a loss
 * of power may cost the last seconds of a log, but never leaves half a batch.
 *
 * <p>Files can be read by their owner only. At most one process may use a directory at a time; whoever opens the store sees
 * to that. Safe for use by several threads.
 */
public final class LogStore implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private final ChannelOpener opener;
    private final BlockCache cache = new BlockCache();
    private final RecentPage recentPage = new RecentPage();
    private final ConcurrentHashMap<Long, JobLog> logs = new ConcurrentHashMap<>();
    private final Masker masker;

    private LogStore(Path directory, Masker masker, ChannelOpener opener) {
        this.directory = directory;
        this.masker = masker;
        this.opener = opener;
    }

    /** Opens the logs in a directory, which is created if it is absent, masked with the built-in patterns. */
    public static LogStore open(Path directory) {
        return open(directory, PatternMasker.builtIn());
    }

    /** Opens the logs in a directory, which is created if it is absent. */
    public static LogStore open(Path directory, Masker masker) {
        return open(directory, masker, LogStore::openOwnerOnly);
    }

    static LogStore open(Path directory, Masker masker, ChannelOpener opener) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The log directory " + directory + " cannot be made: " + e, e);
        }
        return new LogStore(directory, masker, opener);
    }

    private static FileChannel openOwnerOnly(Path file, Set<OpenOption> options) throws IOException {
        return FileChannel.open(file, options, OWNER_ONLY);
    }

    /** The log with a number, to be written; it is created if it is absent. What is no whole batch at its end is dropped. */
    public JobLog create(long id) {
        if (id < 0) {
            throw new IllegalArgumentException("A log's number is not negative: " + id);
        }
        LogFiles files = files(id);
        return logs.compute(id, (number, known) -> {
            if (files.exist()) {
                return known == null ? open(files) : known;
            }
            try {
                files.create();
            } catch (IOException e) {
                throw new UncheckedIOException("Log " + id + " cannot be created: " + e, e);
            }
            return open(files);
        });
    }

    /** The log with a number, if there is one. One that another process has deleted is gone here too. */
    public Optional<JobLog> find(long id) {
        LogFiles files = files(id);
        if (files.exist()) {
            return Optional.of(logs.computeIfAbsent(id, number -> open(files)));
        }
        // Another process may have deleted it; but then, it may have been created since.
        return Optional.ofNullable(logs.computeIfPresent(id, (number, known) -> files.exist() ? known : null));
    }

    private JobLog open(LogFiles files) {
        try {
            return new JobLog(this, files, Recovery.recover(files));
        } catch (IOException e) {
            throw files.unreadable(e);
        }
    }

    /**
     * Deletes a log, if there is one; it must not be written any more. Readers may go on to the end of what they have begun, or
     * be stopped by a {@link LogDeletedException}.
     */
    public void delete(long id) {
        logs.compute(id, (number, log) -> {
            LogFiles files = files(number);
            try {
                if (log != null) {
                    log.close();
                }
                files.delete();
            } catch (IOException e) {
                throw new UncheckedIOException("Log " + id + " cannot be deleted: " + e, e);
            }
            return null;
        });
    }

    /** The numbers of all logs, and of those that {@link #delete} has left something of when it was cut short; ascending. */
    public LongStream ids() {
        try (Stream<Path> files = Files.list(directory)) {
            long[] ids = files.map(file ->
                            LogFiles.FILE_NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .sorted()
                    .distinct()
                    .toArray();
            return LongStream.of(ids);
        } catch (IOException e) {
            throw new UncheckedIOException("The log directory " + directory + " cannot be read: " + e, e);
        }
    }

    /** What is read is masked with this. */
    public Masker masker() {
        return masker;
    }

    /** Closes the files of all logs. What was not committed is lost. */
    @Override
    public void close() {
        IOException failure = null;
        for (JobLog log : logs.values()) {
            try {
                log.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        logs.clear();
        if (failure != null) {
            throw new UncheckedIOException(
                    "The logs in " + directory + " could not all be closed: " + failure, failure);
        }
    }

    BlockCache cache() {
        return cache;
    }

    RecentPage recentPage() {
        return recentPage;
    }

    private LogFiles files(long id) {
        return LogFiles.of(id, directory, opener);
    }
}
