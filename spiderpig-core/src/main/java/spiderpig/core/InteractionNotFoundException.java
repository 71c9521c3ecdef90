package spiderpig.core;

/** The job has asked no question of that number. */
public final class InteractionNotFoundException extends RuntimeException {
    InteractionNotFoundException(long job, long number) {
        super("Job " + job + " has no interaction " + number);
    }
}
