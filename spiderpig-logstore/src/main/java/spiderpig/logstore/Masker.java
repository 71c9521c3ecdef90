package spiderpig.logstore;

import java.nio.charset.StandardCharsets;

/**
 * Finds what must not be seen. This is the hook by which a log is masked: it is asked at every way out, pages, text and
 * search alike. Lines that the command has flagged itself need no masker, they are replaced whole.
 *
 * <p>A masker never changes its mind: what it finds depends on the text alone, and what it finds in a line depends on that
 * line and on what stands at most {@link #reach} bytes before it, never on the lines after it. So a line looks the same
 * live, on any page, and in the whole text. To mask more, make another one.
 *
 * <p>Safe for use by several threads.
 */
public interface Masker {
    /** What stands in the place of a secret. */
    String MASK = "•••";

    /** Finds nothing. */
    Masker NONE = new Masker() {
        @Override
        public int reach() {
            return 0;
        }

        @Override
        public void find(byte[] text, int from, int to, Secrets secrets) {}
    };

    /** Receives what a masker has found. */
    @FunctionalInterface
    interface Secrets {
        /** {@code text[from, to)} must not be seen; in any order, and they may overlap. */
        void found(int from, int to);
    }

    /**
     * How far, in bytes, a secret may stretch: this much of the log is shown to {@link #find} before the lines in question,
     * and this much of a long line after the part in question.
     */
    int reach();

    /**
     * Finds the secrets in consecutive lines of a log.
     *
     * @param text the bytes of the lines as the command printed them, as a rule UTF-8, each ended by a line feed; not to be
     *     changed or kept
     * @param from where the lines begin, possibly in the middle of one
     * @param to where they end, possibly in the middle of a long one
     */
    void find(byte[] text, int from, int to, Secrets secrets);

    /** Masks a text that is no part of a log: a prompt, a message, a parameter. */
    default String mask(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Spans spans = new Spans();
        find(bytes, 0, bytes.length, spans.of(bytes));
        return spans.isEmpty() ? text : spans.settle().masked(bytes, 0, bytes.length);
    }
}
