package spiderpig.logstore;

import java.util.Arrays;

/**
 * Kind, flag and time of consecutive lines, run-length encoded: lines that are read together share all three, so that a
 * run of hundreds costs as much as one. Not safe for use by several threads while it grows.
 */
final class Runs {
    private static final int KIND_MASK = 0x03;
    private static final int SENSITIVE = 0x04;
    private static final RecordKind[] KINDS = new RecordKind[KIND_MASK + 1];

    static {
        for (RecordKind kind : RecordKind.values()) {
            KINDS[kind.code()] = kind;
        }
    }

    private int[] ends = new int[4]; // the number of lines up to and including the run
    private byte[] attributes = new byte[4];
    private long[] millis = new long[4];
    private int size;

    /** Kind and flag as one number below 8. */
    static int attributes(RecordKind kind, boolean sensitive) {
        return kind.code() | (sensitive ? SENSITIVE : 0);
    }

    static RecordKind kind(int attributes) {
        return KINDS[attributes & KIND_MASK];
    }

    static boolean sensitive(int attributes) {
        return (attributes & SENSITIVE) != 0;
    }

    int size() {
        return size;
    }

    /** Number of lines in all runs. */
    int lines() {
        return size == 0 ? 0 : ends[size - 1];
    }

    /** Adds lines, to the last run if they are like it. */
    void add(int count, int runAttributes, long runMillis) {
        if (size > 0 && attributes[size - 1] == runAttributes && millis[size - 1] == runMillis) {
            ends[size - 1] += count;
            return;
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            attributes = Arrays.copyOf(attributes, size * 2);
            millis = Arrays.copyOf(millis, size * 2);
        }
        ends[size] = lines() + count;
        attributes[size] = (byte) runAttributes;
        millis[size] = runMillis;
        size++;
    }

    /** Adds these runs to others. */
    void addTo(Runs others) {
        others.removeEmpty(); // it said what these runs say
        for (int run = 0; run < size; run++) {
            others.add(count(run), attributes[run], millis[run]);
        }
    }

    /** Takes back the addition of no lines. */
    void removeEmpty() {
        if (size > 0 && count(size - 1) == 0) {
            size--;
        }
    }

    void clear() {
        size = 0;
    }

    /** Number of lines in one run. */
    int count(int run) {
        return run == 0 ? ends[0] : ends[run] - ends[run - 1];
    }

    int attributes(int run) {
        return attributes[run];
    }

    long millis(int run) {
        return millis[run];
    }

    /** The run that a line belongs to, counted from the first of these lines. */
    int runOf(int line) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] > line) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
