package spiderpig.core;

/** The question is no longer asked: the command went on, asked something newer, or ended. */
public final class InteractionWithdrawnException extends RuntimeException {
    InteractionWithdrawnException(long job, int number) {
        super("Interaction " + number + " of job " + job
                + " is no longer asked: the command went on without an answer");
    }
}
