package spiderpig.cli;

import java.nio.file.Path;
import java.util.Optional;

/** Says when the disk of a data directory is full, or will be soon. Any thread may ask, and often: it costs one system call. */
final class DiskSpace {
    private static final long MEGABYTE = 1024 * 1024;

    /** So little is used up before somebody has found out what to remove. */
    private static final long LITTLE = 100 * MEGABYTE;

    /** With less, the next commit may fail. */
    private static final long NOTHING = MEGABYTE / 4;

    private final Path directory;

    DiskSpace(Path directory) {
        this.directory = directory;
    }

    /** What is wrong, as a sentence; empty if there is enough space. */
    Optional<String> trouble() {
        long free = directory.toFile().getUsableSpace();
        if (free < NOTHING) {
            return Optional.of(
                    "The disk of the data directory is full: jobs that print wait, and nothing can be started or"
                            + " answered, until there is space");
        }
        return free < LITTLE
                ? Optional.of("Only " + free / MEGABYTE + " MB are left on the disk of the data directory")
                : Optional.empty();
    }
}
