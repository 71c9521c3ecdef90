package spiderpig.logstore;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads from a regular expression what stands in whatever it matches. It understands what is plain to see, and rather finds
 * nothing than something wrong. For one thread.
 */
final class RequiredTextReader {
    private static final String IGNORING_CASE = "(?i)";
    private static final String ONE_CHARACTER_ESCAPES = "dDsSwWbBAzntrfv";

    /** Letters that, in either case, are also the Kelvin sign and the long s. */
    private static final String FOLDED_FROM_AFAR = "kKsS";

    private final String regex;
    private final boolean caseIgnored;
    private int at;
    private boolean understood = true;

    /** Whether what was read last may be absent. */
    private boolean optional;

    private RequiredTextReader(String regex, boolean caseIgnored, int from) {
        this.regex = regex;
        this.caseIgnored = caseIgnored;
        this.at = from;
    }

    /** Whether a regular expression itself says that it ignores the case. */
    static boolean ignoresCase(String regex) {
        return regex.startsWith(IGNORING_CASE);
    }

    /**
     * What a regular expression requires.
     *
     * @param regex a valid one
     */
    static RequiredText read(String regex, boolean caseSensitive) {
        boolean flag = ignoresCase(regex);
        RequiredTextReader reader =
                new RequiredTextReader(regex, flag || !caseSensitive, flag ? IGNORING_CASE.length() : 0);
        RequiredText required = reader.alternatives();
        return reader.understood ? required : RequiredText.NOTHING;
    }

    /** Reads up to the end of a group or of all. */
    private RequiredText alternatives() {
        List<RequiredText> alternatives = new ArrayList<>();
        do {
            alternatives.add(sequence());
        } while (understood && at < regex.length() && regex.charAt(at++) == '|');
        return RequiredText.choice(alternatives);
    }

    /** Reads up to a choice, or to the end of a group or of all. */
    private RequiredText sequence() {
        List<RequiredText> parts = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        while (understood && at < regex.length() && "|)".indexOf(regex.charAt(at)) < 0) {
            char next = regex.charAt(at++);
            RequiredText inner = RequiredText.NOTHING;
            int literal = -1;
            switch (next) {
                case '(' -> inner = group();
                case '[' -> skipClass();
                case '.', '^', '$' -> {}
                case '\\' -> literal = escaped();
                default -> literal = next;
            }
            boolean once = !quantified();
            boolean itself = literal >= 0 && standsForItself((char) literal);
            if (itself && (once || !optional)) {
                word.append((char) literal);
            }
            if (!itself || !once) {
                addWord(word, parts);
            }
            if (!optional && inner != RequiredText.NOTHING) {
                parts.add(inner);
            }
        }
        addWord(word, parts);
        return RequiredText.sequence(parts);
    }

    private void addWord(StringBuilder word, List<RequiredText> parts) {
        if (word.length() > 0) {
            parts.add(new RequiredText.Word(word.toString(), !caseIgnored));
            word.setLength(0);
        }
    }

    private boolean standsForItself(char literal) {
        return literal < 0x80 && !(caseIgnored && FOLDED_FROM_AFAR.indexOf(literal) >= 0);
    }

    /** Reads a quantifier, if there is one. */
    private boolean quantified() {
        optional = false;
        int from = at;
        while (at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0) {
            char quantifier = regex.charAt(at++);
            optional |= quantifier != '+'; // a lazy one counts as optional, which does no harm
            if (quantifier == '{') {
                int end = regex.indexOf('}', at);
                understood &= end > 0 && regex.substring(at, end).matches("[0-9,]+");
                at = understood ? end + 1 : at;
            }
        }
        return at > from;
    }

    private RequiredText group() {
        if (regex.startsWith("?", at)) {
            boolean named = regex.startsWith("?P<", at) || regex.startsWith("?<", at);
            understood &= named || regex.startsWith("?:", at); // others are flags
            at = named ? regex.indexOf('>', at) + 1 : at + 2;
        }
        return understood ? alternatives() : RequiredText.NOTHING;
    }

    private void skipClass() {
        at += regex.startsWith("^", at) ? 1 : 0;
        at += regex.startsWith("]", at) ? 1 : 0;
        while (regex.charAt(at) != ']') {
            if (regex.startsWith("[:", at)) {
                at = regex.indexOf(":]", at) + 2;
            } else {
                at += regex.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
    }

    /** The character that is meant, or -1 if it is one of many. */
    private int escaped() {
        char next = regex.charAt(at++);
        if (!Character.isLetterOrDigit(next)) {
            return next;
        }
        understood &= ONE_CHARACTER_ESCAPES.indexOf(next) >= 0;
        return -1;
    }
}
