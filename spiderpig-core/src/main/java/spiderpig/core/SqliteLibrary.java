package spiderpig.core;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself, which its driver unpacks into a file of more than a megabyte. The driver removes that file when the process
 * ends in order, and so leaves one behind for each that was killed; here it is removed once it is loaded.
 */
final class SqliteLibrary {
    private static final Logger LOG = System.getLogger(SqliteLibrary.class.getName());

    /** Where the driver unpacks to. */
    private static final String DIRECTORY = "org.sqlite.tmpdir";

    private static boolean loaded;

    private SqliteLibrary() {}

    /** Loads it, unless it is loaded already. What goes wrong the driver meets again, and tells, when a database is opened. */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        String before = System.getProperty(DIRECTORY);
        try {
            Path parent = Path.of(before == null ? System.getProperty("java.io.tmpdir") : before);
            Path directory = Files.createTempDirectory(parent, "spiderpig-sqlite-");
            System.setProperty(DIRECTORY, directory.toString());
            try {
                loaded = SQLiteJDBCLoader.initialize();
            } finally {
                remove(directory);
            }
        } catch (Exception e) { // the driver declares no less
            LOG.log(Level.DEBUG, "SQLite was not loaded beforehand", e);
        } finally {
            if (before == null) {
                System.clearProperty(DIRECTORY);
            } else {
                System.setProperty(DIRECTORY, before);
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Files.deleteIfExists(directory);
    }
}
