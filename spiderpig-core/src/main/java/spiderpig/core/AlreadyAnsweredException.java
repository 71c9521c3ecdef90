package spiderpig.core;

/** Somebody else was faster: the question has an answer, and it is not the caller's. */
public final class AlreadyAnsweredException extends RuntimeException {
    private final transient Answer answer;

    AlreadyAnsweredException(Interaction interaction, Answer answer) {
        super("Interaction %d of job %d was already answered \"%s\" by %s at %s"
                .formatted(
                        interaction.number(),
                        interaction.jobId(),
                        answer.response(),
                        answer.respondedBy(),
                        answer.respondedAt()));
        this.answer = answer;
    }

    /** The answer that was accepted. */
    public Answer answer() {
        return answer;
    }
}
