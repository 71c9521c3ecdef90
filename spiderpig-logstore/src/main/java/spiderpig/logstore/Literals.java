package spiderpig.logstore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds all places where one of many short texts stands, in one pass that looks at every second byte: each literal is at
 * least {@value #MIN_LENGTH} bytes long, so that of two neighbouring triples of its bytes one begins at an even place. A
 * table tells the triples that matter from all others; only where it says so is anything compared.
 *
 * <p>Immutable.
 */
final class Literals {
    static final int MIN_LENGTH = 4;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TRIPLE = 0xFFFFFF;
    private static final int LOWER_CASE = 0x202020; // makes triples that differ by case equal, and some others

    /** Frequent letters first: the triples that stand for a literal are to be rare ones. */
    private static final String FREQUENT = "etaoinsrhldcumfpgwybvkxjqz";

    private final byte[][] texts;
    private final boolean[] caseIgnored;
    private final int shift;
    private final long[] present; // a bit for each hash that a triple of a literal has
    private final int[] heads; // the first entry of each hash, or -1
    private final int[] next; // the next entry of the same hash, or -1
    private final int[] offsets; // of the triple in its literal; entries 2n and 2n + 1 belong to literal n

    /** Receives what is found. */
    @FunctionalInterface
    interface Found {
        /** A literal, by its place in the list, stands at {@code text[from, to)}. */
        void found(int literal, int from, int to);
    }

    /** @param caseIgnored whether A and a are the same, for A to Z */
    record Literal(String text, boolean caseIgnored) {
        static Literal exactly(String text) {
            return new Literal(text, false);
        }

        static Literal ignoringCase(String text) {
            return new Literal(text, true);
        }
    }

    /** @throws IllegalArgumentException if one is shorter than {@link #MIN_LENGTH} */
    Literals(List<Literal> literals) {
        int count = literals.size();
        texts = new byte[count][];
        caseIgnored = new boolean[count];
        int bits = Math.max(16, 36 - Integer.numberOfLeadingZeros(count)); // a table that is mostly empty
        shift = Integer.SIZE - Math.min(bits, 24);
        heads = new int[1 << (Integer.SIZE - shift)];
        Arrays.fill(heads, -1);
        present = new long[heads.length / Long.SIZE];
        next = new int[2 * count];
        offsets = new int[2 * count];
        for (int literal = 0; literal < count; literal++) {
            byte[] text = literals.get(literal).text().getBytes(StandardCharsets.UTF_8);
            if (text.length < MIN_LENGTH) {
                throw new IllegalArgumentException(
                        "A literal has " + MIN_LENGTH + " bytes or more, not " + text.length);
            }
            texts[literal] = text;
            caseIgnored[literal] = literals.get(literal).caseIgnored();
            int rarest = rarest(text);
            add(2 * literal, rarest);
            add(2 * literal + 1, rarest + 1);
        }
    }

    private void add(int entry, int offset) {
        byte[] text = texts[entry / 2];
        int hash = hash(triple(text, offset));
        offsets[entry] = offset;
        next[entry] = heads[hash];
        heads[hash] = entry;
        present[hash >>> 6] |= 1L << hash;
    }

    private static int rarest(byte[] text) {
        int best = 0;
        int bestScore = -1;
        for (int offset = 0; offset + MIN_LENGTH <= text.length; offset++) {
            int score = 0;
            for (int at = offset; at < offset + MIN_LENGTH; at++) {
                int frequency = FREQUENT.indexOf(text[at] | 0x20);
                score += frequency < 0 ? FREQUENT.length() : frequency;
            }
            if (score > bestScore) {
                best = offset;
                bestScore = score;
            }
        }
        return best;
    }

    /** Bytes of the longest literal. */
    int longest() {
        return Arrays.stream(texts).mapToInt(text -> text.length).max().orElse(0);
    }

    /** Finds all literals in {@code text[from, to)}, overlapping ones too, in no particular order. */
    void find(byte[] text, int from, int to, Found found) {
        long[] table = present; // fields are not kept in registers by every compiler
        int wide = Math.min(to, text.length - Integer.BYTES + 1) - 2;
        int at = from;
        for (; at < wide; at += 2) {
            int hash = hash((int) INT.get(text, at) & TRIPLE);
            if ((table[hash >>> 6] & 1L << hash) != 0) {
                compare(hash, text, at, from, to, found);
            }
        }
        for (; at < to - 2; at += 2) {
            compare(hash(triple(text, at)), text, at, from, to, found);
        }
    }

    private void compare(int hash, byte[] text, int at, int from, int to, Found found) {
        for (int entry = heads[hash]; entry >= 0; entry = next[entry]) {
            int literal = entry >> 1;
            int start = at - offsets[entry];
            int end = start + texts[literal].length;
            if (start >= from && end <= to && stands(literal, text, start)) {
                found.found(literal, start, end);
            }
        }
    }

    private boolean stands(int literal, byte[] text, int start) {
        byte[] wanted = texts[literal];
        if (!caseIgnored[literal]) {
            return Arrays.equals(text, start, start + wanted.length, wanted, 0, wanted.length);
        }
        for (int at = 0; at < wanted.length; at++) {
            if (lowerCase(text[start + at]) != lowerCase(wanted[at])) {
                return false;
            }
        }
        return true;
    }

    private static int lowerCase(byte ascii) {
        return ascii >= 'A' && ascii <= 'Z' ? ascii | 0x20 : ascii;
    }

    private static int triple(byte[] text, int at) {
        return (text[at] & 0xFF) | (text[at + 1] & 0xFF) << 8 | (text[at + 2] & 0xFF) << 16;
    }

    private int hash(int triple) {
        return ((triple | LOWER_CASE) * 0x9E3779B1) >>> shift;
    }
}
