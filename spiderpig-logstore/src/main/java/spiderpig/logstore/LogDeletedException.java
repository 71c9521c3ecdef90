package spiderpig.logstore;

/** A log that is being read has been deleted, by this process or by another. */
public final class LogDeletedException extends RuntimeException {
    LogDeletedException(long id) {
        super("There is no log " + id + " any more");
    }
}
