package spiderpig.logstore;

/**
 * How far the writer's sources had been read when a batch was committed. It becomes durable together with the lines of the
 * batch, or not at all, so that a writer that starts again at the checkpoint loses nothing and repeats nothing.
 *
 * @param sourceOffset bytes of the raw output that stand in the log, not negative
 * @param revision the highest revision of an answer or intervention that stands in the log, not negative
 */
public record Checkpoint(long sourceOffset, long revision) {
    /** The checkpoint of an empty log. */
    public static final Checkpoint START = new Checkpoint(0, 0);

    /** @throws IllegalArgumentException if either number is negative */
    public Checkpoint {
        if (sourceOffset < 0 || revision < 0) {
            throw new IllegalArgumentException(
                    "A checkpoint is not negative: source offset " + sourceOffset + ", revision " + revision);
        }
    }
}
