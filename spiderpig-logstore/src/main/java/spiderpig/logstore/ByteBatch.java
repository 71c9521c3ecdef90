package spiderpig.logstore;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A byte array that grows, with the number encodings of the log's format. */
final class ByteBatch {
    private static final int KEPT_CAPACITY = 256 * 1024;
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[1024];
    private int length;

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Forgets what was put after the first {@code kept} bytes. */
    void truncate(int kept) {
        if (kept == 0 && bytes.length > KEPT_CAPACITY && length < bytes.length / 4) {
            bytes = new byte[KEPT_CAPACITY]; // it is kept as long as it is needed, not until the log is closed
        }
        length = kept;
    }

    void put(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void put(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    void putInt(int value) {
        ensure(Integer.BYTES);
        setInt(length, value);
        length += Integer.BYTES;
    }

    void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    /** Overwrites four bytes, most significant first. */
    void setInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    /** Seven bits a byte, least significant first, the high bit says that more follow. */
    void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        put((int) rest);
    }

    /** A varint of a number that may be negative: the sign goes into the lowest bit. */
    void putSigned(long value) {
        putVarint((value << 1) ^ (value >> 63));
    }

    static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = from.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    static long signed(ByteBuffer from) {
        long value = varint(from);
        return (value >>> 1) ^ -(value & 1);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(length, more), (int) Math.min(bytes.length * 2L, MAX_CAPACITY)));
        }
    }
}
