package spiderpig.runner;

/** A job's program can't be started. The message says why, as a phrase for a person. */
final class LaunchException extends RuntimeException {
    LaunchException(String problem) {
        super("could not start: " + problem);
    }
}
