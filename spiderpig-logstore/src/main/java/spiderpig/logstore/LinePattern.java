package spiderpig.logstore;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.Predicate;

/**
 * What a line's text is compared with, in two steps: most lines are ruled out by their bytes, and the shown text of the others
 * decides. Regular expressions are those of RE2, whose time grows with the text only, whatever the expression. Immutable.
 */
final class LinePattern {
    private static final char UNDECODABLE = '\uFFFD';

    /** What an expression may grow to, in instructions; each may cost some nanoseconds for each character of a line. */
    private static final int MAX_PROGRAM = 5_000;

    /** The same before it is known, as an upper bound: RE2/J takes a{1000}{1000}{1000} for what it says, and all memory. */
    private static final long MAX_EXPANSION = 500_000;

    private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");

    private final RequiredText required;
    private final Predicate<String> shown;

    private LinePattern(RequiredText required, Predicate<String> shown) {
        this.required = required;
        this.shown = shown;
    }

    /** @throws IllegalArgumentException if {@code text} is to be a regular expression and isn't */
    static LinePattern of(String text, boolean regex, boolean caseSensitive) {
        return regex ? regex(text, caseSensitive) : literal(text, caseSensitive);
    }

    private static LinePattern literal(String text, boolean caseSensitive) {
        return new LinePattern(
                required(text, caseSensitive),
                caseSensitive ? line -> line.contains(text) : line -> containsIgnoringCase(line, text));
    }

    private static LinePattern regex(String text, boolean caseSensitive) {
        try {
            if (expansion(text) > MAX_EXPANSION) {
                throw tooLarge(text);
            }
            Pattern pattern = Pattern.compile(text, caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
            if (pattern.programSize() > MAX_PROGRAM) {
                throw tooLarge(text);
            }
            // What stands in every match is ASCII, and so can be neither a mask nor anything else that isn't in the
            // bytes.
            RequiredText required = RequiredTextReader.read(text, caseSensitive);
            return new LinePattern(required, line -> pattern.matcher(line).find());
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no regular expression: " + e.getDescription() + ".", e);
        }
    }

    /** Its length if all repetitions were written out, and nested in each other. */
    private static long expansion(String regex) {
        long length = regex.length();
        Matcher repetition = REPETITION.matcher(regex);
        while (repetition.find() && length <= MAX_EXPANSION) {
            String most = repetition.group(2);
            length *= Math.max(1, count(most == null || most.isEmpty() ? repetition.group(1) : most));
        }
        return length;
    }

    private static long count(String digits) {
        return digits.length() > 4 ? MAX_EXPANSION : Long.parseLong(digits);
    }

    private static IllegalArgumentException tooLarge(String regex) {
        return new IllegalArgumentException(
                "\"" + regex + "\" is too large a regular expression: it repeats too many things too often.");
    }

    /** The longest part of a text that stands in a line's bytes if the text is in the shown line. */
    private static RequiredText required(String text, boolean caseSensitive) {
        String longest = "";
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || !standsInBytes(text.charAt(at), caseSensitive)) {
                longest = at - start > longest.length() ? text.substring(start, at) : longest;
                start = at + 1;
            }
        }
        return longest.isEmpty() ? RequiredText.NOTHING : new RequiredText.Word(longest, caseSensitive);
    }

    private static boolean standsInBytes(char character, boolean caseSensitive) {
        return caseSensitive
                ? Masker.MASK.indexOf(character) < 0 && character != UNDECODABLE && !Character.isSurrogate(character)
                : isAscii(character);
    }

    private static boolean containsIgnoringCase(String line, String text) {
        for (int at = 0; at <= line.length() - text.length(); at++) {
            int matching = 0;
            while (matching < text.length() && equalIgnoringCase(line.charAt(at + matching), text.charAt(matching))) {
                matching++;
            }
            if (matching == text.length()) {
                return true;
            }
        }
        return false;
    }

    /** Like {@link String#equalsIgnoreCase}, but the Kelvin sign is no k: bytes are compared in the same way. */
    private static boolean equalIgnoringCase(char one, char other) {
        return one == other
                || (isAscii(one) == isAscii(other)
                        && Character.toLowerCase(Character.toUpperCase(one))
                                == Character.toLowerCase(Character.toUpperCase(other)));
    }

    private static boolean isAscii(char character) {
        return character < 0x80;
    }

    /** False only if no line of {@code text[from, to)}, which holds lines as they are stored, matches. */
    boolean mayMatch(byte[] text, int from, int to) {
        return required.endIn(text, from, to) >= 0;
    }

    /** Whether a line matches, by its shown text. */
    boolean matches(String text) {
        return shown.test(text);
    }
}
