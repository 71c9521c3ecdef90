package spiderpig.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import spiderpig.core.Database;
import spiderpig.http.LoginSocket;

/**
 * Where a server keeps everything: the database, the logs, the directories of the jobs. What is in it is closed to everyone
 * but its owner, and so is the directory itself until the server opens its {@linkplain LoginSocket login socket}, from when
 * on others may pass through to that one file.
 *
 * @param path absolute
 */
record DataDirectory(Path path) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /**
     * Makes it if it is not there, and closes it to everyone else.
     *
     * @throws StartException if that can't be done
     */
    void create() {
        try {
            Files.createDirectories(path.getParent() == null ? path : path.getParent());
            if (!Files.isDirectory(path)) {
                Files.createDirectory(path, PRIVATE_DIRECTORY);
            }
            if (!Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            }
            // SQLite gives its other files the mode of this one, but this one whatever the umask leaves.
            if (!Files.exists(database())) {
                Files.createFile(database(), PRIVATE_FILE);
            }
        } catch (IOException e) {
            throw new StartException("The data directory " + path + " can't be used: " + FileTrouble.of(e) + ".", e);
        }
    }

    /** What a {@link Database} is opened with. */
    Path database() {
        return path.resolve("spiderpig.db");
    }

    Path jobs() {
        return path.resolve("jobs");
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path demo() {
        return path.resolve("demo");
    }

    /** What the logins of people are signed with. */
    Path loginKey() {
        return path.resolve("login.key");
    }

    /** Where users of this host get their login links. */
    Path loginSocket() {
        return path.resolve("login.socket");
    }

    /** Who has read which log unmasked. */
    Path auditLog() {
        return path.resolve("audit.log");
    }

    /** Locked as long as a server runs. */
    Path lock() {
        return path.resolve("server.lock");
    }

    /** How to reach the server that runs; see {@link ServerFile}. */
    Path serverFile() {
        return path.resolve("server.json");
    }
}
