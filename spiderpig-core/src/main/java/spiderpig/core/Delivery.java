package spiderpig.core;

/**
 * An answer on its way to a command's standard input. Writing the same delivery again changes nothing.
 *
 * @param interaction the number of the question that it answers
 * @param offset the position in the job's answers file at which {@code bytes} stand, in bytes
 * @param bytes the answer's line in UTF-8, its line end included; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // deliveries are never compared
public record Delivery(int interaction, long offset, byte[] bytes) {
    /** The offset of whatever is delivered next. */
    public long end() {
        return offset + bytes.length;
    }

    /** Without the bytes: they may be a password. */
    @Override
    public String toString() {
        return "Delivery[interaction=" + interaction + ", offset=" + offset + ", length=" + bytes.length + "]";
    }
}
