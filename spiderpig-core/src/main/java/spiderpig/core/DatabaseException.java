package spiderpig.core;

/** The database can't be opened. */
public final class DatabaseException extends RuntimeException {
    DatabaseException(String message, Exception cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
