package spiderpig.logstore;

import java.util.Optional;
import spiderpig.logstore.Literals.Literal;

/**
 * Reads from a regular expression a text that stands in whatever it matches. It understands what is plain to see, and rather
 * finds nothing than something wrong. For one thread.
 */
final class RequiredLiteral {
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

    private RequiredLiteral(String regex, boolean caseIgnored, int from) {
        this.regex = regex;
        this.caseIgnored = caseIgnored;
        this.at = from;
    }

    /**
     * The longest such text, of ASCII characters, if one is found.
     *
     * @param regex a valid one
     */
    static Optional<Literal> of(String regex, boolean caseSensitive) {
        boolean flag = regex.startsWith(IGNORING_CASE);
        boolean caseIgnored = flag || !caseSensitive;
        RequiredLiteral reading = new RequiredLiteral(regex, caseIgnored, flag ? IGNORING_CASE.length() : 0);
        String literal = reading.alternatives();
        if (!reading.understood || literal.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Literal(literal, caseIgnored));
    }

    /** Reads up to the end of a group or of all; nothing is required if there is a choice. */
    private String alternatives() {
        boolean choice = false;
        String longest = "";
        StringBuilder run = new StringBuilder();
        while (understood && at < regex.length() && regex.charAt(at) != ')') {
            char next = regex.charAt(at++);
            String inner = "";
            int literal = -1;
            switch (next) {
                case '|' -> choice = true;
                case '(' -> inner = group();
                case '[' -> skipClass();
                case '.', '^', '$' -> {}
                case '\\' -> literal = escaped();
                default -> literal = next;
            }
            boolean once = !quantified();
            boolean itself = literal >= 0 && standsForItself((char) literal);
            if (itself && (once || !optional)) {
                run.append((char) literal);
            }
            if (!optional) {
                longest = longer(longest, inner);
            }
            if (!itself || !once) {
                longest = longer(longest, run.toString());
                run.setLength(0);
            }
        }
        return choice ? "" : longer(longest, run.toString());
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

    private String group() {
        if (regex.startsWith("?", at)) {
            boolean named = regex.startsWith("?P<", at) || regex.startsWith("?<", at);
            understood &= named || regex.startsWith("?:", at); // others are flags
            at = named ? regex.indexOf('>', at) + 1 : at + 2;
        }
        String inner = understood ? alternatives() : "";
        at++;
        return inner;
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

    private static String longer(String one, String other) {
        return other.length() > one.length() ? other : one;
    }
}
