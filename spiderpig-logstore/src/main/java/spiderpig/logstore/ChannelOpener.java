package spiderpig.logstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/** Opens files; the seam at which a test puts a disk that fails. */
@FunctionalInterface
interface ChannelOpener {
    /** Opens {@code file}; one that is created can be read and written by its owner only. */
    FileChannel open(Path file, Set<OpenOption> options) throws IOException;
}
