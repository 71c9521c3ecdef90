package spiderpig.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What may be written to a command's standard input as one answer: one line, of a bounded size. */
final class AnswerLine {
    /** A terminal's line discipline takes 4,096 bytes a line, its line end included; so do we. */
    static final int MAX_BYTES = 4_095;

    private AnswerLine() {}

    /** What is wrong with {@code text}, as the end of a sentence, or empty if it may be sent. */
    static Optional<String> check(String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            return Optional.of("has a line break in it; an answer is one line");
        }
        if (text.indexOf('\0') >= 0) {
            return Optional.of("has a NUL character in it");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            return Optional.of("is " + bytes + " bytes long; an answer has at most " + MAX_BYTES);
        }
        return Optional.empty();
    }

    /** The bytes that deliver {@code text}: UTF-8 and a line end. */
    static byte[] encode(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
