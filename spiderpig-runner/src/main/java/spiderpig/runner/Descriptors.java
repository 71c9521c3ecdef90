package spiderpig.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells about open files in {@code /proc/PID/fd}. */
final class Descriptors {
    /** What the kernel adds to the name of a file that was removed while it is open. */
    private static final String REMOVED = " (deleted)";

    private Descriptors() {}

    /**
     * Whether a descriptor is of a file, be it that the file has been removed since.
     *
     * @param descriptor a link below {@code /proc}
     * @param file absolute and without symbolic links
     */
    static boolean leadsTo(Path descriptor, Path file) throws IOException {
        Path open = Files.readSymbolicLink(descriptor);
        return open.equals(file) || open.toString().equals(file + REMOVED);
    }
}
