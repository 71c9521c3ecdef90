package spiderpig.cli;

/** The server, or a command that talks to it, can't start. The message is a sentence for the person at the terminal. */
final class StartException extends RuntimeException {
    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
