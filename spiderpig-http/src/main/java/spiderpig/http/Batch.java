package spiderpig.http;

/**
 * Events to be sent together, as bytes on their way to any number of viewers. The array must not be changed.
 *
 * @param bytes the events; empty if there is nothing to send
 * @param next the position after them
 * @param more whether more stood ready when they were put together
 * @param last whether nothing will ever follow
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares batches
record Batch(byte[] bytes, long next, boolean more, boolean last) {
    /** Nothing follows a position as yet. */
    static Batch nothing(long position) {
        return new Batch(new byte[0], position, false, false);
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }
}
