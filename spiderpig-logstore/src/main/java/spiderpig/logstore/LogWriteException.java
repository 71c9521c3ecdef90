package spiderpig.logstore;

import java.io.IOException;

/**
 * A batch could not be written, most likely because the disk is full. Nothing of it is in the log; the writer still holds
 * it, and the same {@link LogWriter#commit} may be tried again.
 */
public final class LogWriteException extends RuntimeException {
    LogWriteException(long id, int bytes, IOException cause) {
        super("Log " + id + " could not take " + bytes + " bytes: " + cause.getMessage(), cause);
    }
}
