package spiderpig.logstore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks for bytes, eight at a time. */
final class Bytes {
    static final byte LINE_FEED = '\n';
    static final byte CARRIAGE_RETURN = '\r';

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CASE_BIT = 0x20;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long EVEN_BYTES = 0x00FF00FF00FF00FFL;

    private Bytes() {}

    /** Position of the first {@code wanted} in {@code [from, to)}, or -1. */
    static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        return indexOf(bytes, from, to, wanted, 0);
    }

    /** Position of the first {@code letter}, a small ASCII letter, or its capital in {@code [from, to)}, or -1. */
    static int indexOfLetter(byte[] bytes, int from, int to, byte letter) {
        return indexOf(bytes, from, to, letter, CASE_BIT);
    }

    /** @param ignored bits that are set in {@code wanted} and may be either way in what is found */
    private static int indexOf(byte[] bytes, int from, int to, byte wanted, int ignored) {
        long pattern = (wanted & 0xFF) * ONES;
        long set = ignored * ONES;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            // The bytes that are equal become zero; the lowest zero byte is the lowest one whose high bit gets set.
            long difference = ((long) LONG.get(bytes, at) | set) ^ pattern;
            long zeros = (difference - ONES) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < to; at++) {
            if ((bytes[at] | ignored) == wanted) {
                return at;
            }
        }
        return -1;
    }

    /** Position of the first {@code wanted} in {@code [from, to)}, or -1; it must not be empty. */
    static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
        for (int at = from; (at = indexOf(bytes, at, to, wanted[0])) >= 0; at++) {
            if (startsWith(bytes, at, to, wanted)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether {@code prefix} stands at {@code from}, before {@code to}. */
    static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    /** How often {@code wanted} stands in {@code [from, to)}. */
    static int count(byte[] bytes, int from, int to, byte wanted) {
        long pattern = (wanted & 0xFF) * ONES;
        int found = 0;
        int at = from;
        while (at <= to - Long.BYTES) {
            long counts = 0; // eight of them, a byte each, which is enough for 255 steps
            int end = Math.min(to - Long.BYTES, at + 254 * Long.BYTES);
            for (; at <= end; at += Long.BYTES) {
                long difference = (long) LONG.get(bytes, at) ^ pattern;
                // Exactly the bytes that are equal keep their high bit: nothing is carried from one into the next.
                counts += (~(((difference & ~HIGH_BITS) + ~HIGH_BITS) | difference) & HIGH_BITS) >>> 7;
            }
            long sums = (counts & EVEN_BYTES) + ((counts >>> Byte.SIZE) & EVEN_BYTES);
            found += (int) ((sums * 0x0001000100010001L) >>> 48);
        }
        for (; at < to; at++) {
            found += bytes[at] == wanted ? 1 : 0;
        }
        return found;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Position of the last {@code wanted} in {@code [from, to)}, or -1. */
    static int lastIndexOf(byte[] bytes, int from, int to, byte wanted) {
        for (int at = to - 1; at >= from; at--) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Where the part of a line begins that is shown: after its last lone carriage return, one that something follows. Returns
     * -1 if there is none in {@code [from, to)}.
     *
     * @param returned whether the byte before {@code from} is a carriage return of the same line
     */
    static int lastRedraw(byte[] bytes, int from, int to, boolean returned) {
        for (int at = to - 1; at > from; at--) {
            if (bytes[at] != CARRIAGE_RETURN && bytes[at - 1] == CARRIAGE_RETURN) {
                return at;
            }
        }
        return returned && from < to && bytes[from] != CARRIAGE_RETURN ? from : -1;
    }
}
