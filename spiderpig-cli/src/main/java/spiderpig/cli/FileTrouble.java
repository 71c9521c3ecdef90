package spiderpig.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be used, in the words of a person: the JDK says it in the names of its exceptions. */
final class FileTrouble {
    private FileTrouble() {}

    /** The end of a sentence, without its full stop: "no permission for /srv/x". */
    static String of(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (e instanceof FileAlreadyExistsException taken) {
            return taken.getFile() + " is something else";
        }
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (e instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
