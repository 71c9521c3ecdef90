package spiderpig.core;

/** The response is none of the choices, or can't be sent as one line. */
public final class InvalidResponseException extends RuntimeException {
    InvalidResponseException(Interaction interaction, String problem) {
        super("The response to interaction %d of job %d %s"
                .formatted(interaction.number(), interaction.jobId(), problem));
    }
}
