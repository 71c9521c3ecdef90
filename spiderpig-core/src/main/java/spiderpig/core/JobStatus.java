package spiderpig.core;

/**
 * How far a job has come. How it went is told by {@link Job#success()}, {@link Job#errors()} and {@link Job#exitStatus()}.
 *
 * <pre>
 *   QUEUED ──started──► IN_PROGRESS ──finished──► COMPLETE
 *      └──────────────stopped before it began────────▲
 * </pre>
 */
public enum JobStatus {
    QUEUED("queued"),
    IN_PROGRESS("in progress"),
    COMPLETE("complete");

    private final String text;

    JobStatus(String text) {
        this.text = text;
    }

    /** The words of the HTTP API: "queued", "in progress" or "complete". */
    public String text() {
        return text;
    }

    boolean mayBecome(JobStatus next) {
        return switch (this) {
            case QUEUED -> next == IN_PROGRESS || next == COMPLETE;
            case IN_PROGRESS -> next == COMPLETE;
            case COMPLETE -> false;
        };
    }
}
