package spiderpig.logstore;

/** A log's file does not hold what was written to it, or was written by a version that this one does not know. */
public final class LogDamagedException extends RuntimeException {
    LogDamagedException(String message) {
        super(message);
    }
}
