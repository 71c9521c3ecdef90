package spiderpig.logstore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Ranges of a text that must not be seen. After {@link #settle} they are in order, don't touch each other, and none goes over
 * the end of a line, so that lines keep their number. For one thread until then, safe for use by several afterwards.
 */
final class Spans {
    private static final byte[] MASK = Masker.MASK.getBytes(StandardCharsets.UTF_8);

    private int[] froms = new int[4];
    private int[] tos = new int[4];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Receives what a masker finds in {@code text}. */
    Masker.Secrets of(byte[] text) {
        return (from, to) -> addLines(text, from, to);
    }

    /** Adds a range, cut into its lines. */
    private void addLines(byte[] text, int from, int to) {
        int start = from;
        for (int end; (end = Bytes.indexOf(text, start, to, Bytes.LINE_FEED)) >= 0; start = end + 1) {
            add(start, end);
        }
        add(start, to);
    }

    /** Adds a range that has no line feed. */
    void add(int from, int to) {
        if (from >= to) {
            return;
        }
        if (size == froms.length) {
            froms = Arrays.copyOf(froms, size * 2);
            tos = Arrays.copyOf(tos, size * 2);
        }
        froms[size] = from;
        tos[size++] = to;
    }

    /** Adds the part of other ranges that lies in {@code [from, to)}, with offsets counted from {@code from}. */
    void addPart(Spans others, int from, int to) {
        for (int span = 0; span < others.size; span++) {
            add(Math.max(others.froms[span], from) - from, Math.min(others.tos[span], to) - from);
        }
    }

    /** Puts the ranges in order and joins those that touch. */
    Spans settle() {
        if (!inOrder()) {
            Integer[] order = new Integer[size];
            Arrays.setAll(order, span -> span);
            Arrays.sort(order, Comparator.comparingInt(span -> froms[span]));
            int[] oldFroms = froms;
            int[] oldTos = tos;
            froms = new int[size];
            tos = new int[size];
            int settled = 0;
            for (int span : order) {
                if (settled > 0 && oldFroms[span] <= tos[settled - 1]) {
                    tos[settled - 1] = Math.max(tos[settled - 1], oldTos[span]);
                } else {
                    froms[settled] = oldFroms[span];
                    tos[settled++] = oldTos[span];
                }
            }
            size = settled;
        }
        return this;
    }

    private boolean inOrder() {
        for (int span = 1; span < size; span++) {
            if (froms[span] <= tos[span - 1]) {
                return false;
            }
        }
        return true;
    }

    /** Whether any range has a byte of {@code [from, to)}. */
    boolean touch(int from, int to) {
        int span = firstAfter(from);
        return span < size && froms[span] < to;
    }

    /** Whether a range ends with {@code offset}. */
    boolean endAt(int offset) {
        int span = firstAfter(offset - 1);
        return span < size && froms[span] < offset && tos[span] == offset;
    }

    /** Where the range ends that begins with {@code offset}; {@code offset} itself if none does. */
    int endOf(int offset) {
        int span = firstAfter(offset);
        return span < size && froms[span] == offset ? tos[span] : offset;
    }

    /** The text of {@code bytes[from, to)} with the mask in the place of each range. */
    String masked(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from + MASK.length);
        try {
            writeMasked(bytes, from, to, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not by a stream that is an array
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Writes {@code bytes[from, to)} with the mask in the place of each range, the rest as it is. */
    void writeMasked(byte[] bytes, int from, int to, OutputStream out) throws IOException {
        int written = from;
        for (int span = firstAfter(from); span < size && froms[span] < to; span++) {
            if (froms[span] > written) {
                out.write(bytes, written, froms[span] - written);
            }
            out.write(MASK);
            written = Math.min(to, tos[span]);
        }
        out.write(bytes, written, to - written);
    }

    /** The first range that ends after {@code offset}. */
    private int firstAfter(int offset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tos[middle] > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
