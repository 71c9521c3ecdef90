package spiderpig.logstore;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A configured pattern, matched against one line at a time, in time that is linear in its length. Masked is its group
 * {@code secret}, else its first group, else all that it matches.
 */
final class RegexRule implements Rule {
    private static final String GROUP = "secret";

    private final Pattern pattern;
    private final int group;

    /** @throws IllegalArgumentException if it is no pattern of RE2 */
    RegexRule(String regex) {
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "The masking pattern \"" + regex + "\" is not valid: " + e.getDescription(), e);
        }
        group = pattern.namedGroups().getOrDefault(GROUP, Math.min(1, pattern.groupCount()));
    }

    /** Matches the line of the trigger. */
    @Override
    public int apply(byte[] text, int from, int to, int start, int end, Masker.Secrets secrets) {
        int lineFrom = Bytes.lastIndexOf(text, from, start, Bytes.LINE_FEED) + 1;
        int lineFeed = Bytes.indexOf(text, end, to, Bytes.LINE_FEED);
        int lineTo = lineFeed < 0 ? to : lineFeed;
        applyToLine(text, Math.max(from, lineFrom), lineTo, secrets);
        return lineTo;
    }

    /** Matches a line, which is given without its line feed. */
    void applyToLine(byte[] text, int from, int to, Masker.Secrets secrets) {
        int lineTo = Ascii.LINE_END.skipBack(text, from, to);
        Line line = Line.decode(text, from, lineTo);
        Matcher matcher = pattern.matcher(line.text);
        while (matcher.find()) {
            int masked = matcher.start(group) < 0 ? 0 : group;
            secrets.found(from + line.offset(matcher.start(masked)), from + line.offset(matcher.end(masked)));
        }
    }

    /**
     * A decoded line that knows where its characters come from. Decoding is done here because a byte that is no UTF-8 must
     * become one character, and must not swallow the beginning of a secret behind it.
     */
    private static final class Line {
        private final String text;

        /** The offset in bytes of each character and of the end; empty if that is the character's own. */
        private final int[] offsets;

        private Line(String text, int[] offsets) {
            this.text = text;
            this.offsets = offsets;
        }

        int offset(int character) {
            return offsets.length == 0 ? character : offsets[character];
        }

        static Line decode(byte[] bytes, int from, int to) {
            int at = from;
            while (at < to && bytes[at] >= 0) {
                at++;
            }
            if (at == to) {
                return new Line(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1), new int[0]);
            }
            StringBuilder text = new StringBuilder(to - from);
            int[] offsets = new int[to - from + 1]; // UTF-8 takes at least as many bytes as UTF-16 takes characters
            for (at = from; at < to; ) {
                int length = sequenceLength(bytes[at]);
                String character = length > to - at ? "\uFFFD" : new String(bytes, at, length, StandardCharsets.UTF_8);
                if (character.charAt(0) == '\uFFFD') {
                    character = "\uFFFD";
                    length = 1;
                }
                for (int unit = 0; unit < character.length(); unit++) {
                    offsets[text.length() + unit] = at - from;
                }
                text.append(character);
                at += length;
            }
            offsets[text.length()] = to - from;
            return new Line(text.toString(), Arrays.copyOf(offsets, text.length() + 1));
        }

        private static int sequenceLength(byte first) {
            return first >= 0
                    ? 1
                    : (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : (first & 0xF8) == 0xF0 ? 4 : 1;
        }
    }
}
