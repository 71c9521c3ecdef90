package spiderpig.logstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import spiderpig.logstore.Literals.Literal;

/**
 * Finds secrets by what they look like, and secrets that are known by what they are.
 *
 * <p>Built in are passwords, tokens and keys that are assigned to a name that says so, {@code Authorization} and
 * {@code Cookie} headers, passwords in URLs, private keys in PEM, and the keys of common providers. Patterns in the syntax
 * of RE2 can be added; each is matched against single lines, and masks its group {@code secret}, else its first group, else
 * all that it matches. Values that must not be seen can be added; they are found plain, as shells, JSON and URLs quote
 * them, and in base64, also as part of something longer.
 *
 * <p>What it can't find: a secret that is followed further than 12 KiB (unless it is a known value), a known value that is
 * broken into lines where it has no line end, or that is encoded in another way.
 *
 * <p>One pass over the bytes finds what can be the beginning of a secret, and only what stands around it is looked at. A
 * configured pattern takes part in that if it has four letters together that are in everything that it matches; one that
 * has not, like {@code [0-9]+-[0-9]+}, makes each line be decoded and matched, which is slower by far. Immutable.
 */
public final class PatternMasker implements Masker {
    /** Characters of the shortest value that is taken for a secret; a shorter one would be found everywhere. */
    public static final int MIN_SECRET = 4;

    private static final int MIN_REACH = 16 * 1024;
    private static final PatternMasker BUILT_IN = of(List.of(), List.of());

    private final Literals triggers;

    /** The rule of each trigger. */
    private final Rule[] rules;

    /** Patterns that have no trigger. */
    private final List<RegexRule> everyLine;

    private final int reach;

    private PatternMasker(List<Literal> triggers, List<Rule> rules, List<RegexRule> everyLine) {
        this.triggers = new Literals(triggers);
        this.rules = rules.toArray(Rule[]::new);
        this.everyLine = List.copyOf(everyLine);
        this.reach = Math.max(MIN_REACH, this.triggers.longest() + 1);
    }

    /** The built-in patterns only. */
    public static PatternMasker builtIn() {
        return BUILT_IN;
    }

    /**
     * The built-in patterns and more.
     *
     * @param patterns regular expressions in the syntax of RE2
     * @param secrets values that must not be seen; white space around them is left out, and each line of one with several
     *     lines is a secret by itself. Those shorter than {@link #MIN_SECRET} are not masked
     * @throws IllegalArgumentException if a pattern is not valid; the message names it
     */
    public static PatternMasker of(Collection<String> patterns, Collection<String> secrets) {
        List<Literal> triggers = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        addBuiltIn(triggers, rules);
        addKnown(secrets, triggers, rules);
        List<RegexRule> everyLine = new ArrayList<>();
        for (String pattern : patterns) {
            RegexRule rule = new RegexRule(pattern);
            String trigger = RequiredTextReader.read(pattern, true).longestWord();
            if (trigger.length() >= Literals.MIN_LENGTH) {
                triggers.add(new Literal(trigger, RequiredTextReader.ignoresCase(pattern)));
                rules.add(rule);
            } else {
                everyLine.add(rule);
            }
        }
        return new PatternMasker(triggers, rules, everyLine);
    }

    /**
     * No patterns, only values that are known.
     *
     * @param secrets as for {@link #of}
     */
    public static PatternMasker known(Collection<String> secrets) {
        List<Literal> triggers = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        addKnown(secrets, triggers, rules);
        return new PatternMasker(triggers, rules, List.of());
    }

    private static void addKnown(Collection<String> secrets, List<Literal> triggers, List<Rule> rules) {
        for (String secret : secrets) {
            ExactRule.forms(secret).forEach((form, rule) -> {
                triggers.add(Literal.exactly(form));
                rules.add(rule);
            });
        }
    }

    private static void addBuiltIn(List<Literal> triggers, List<Rule> rules) {
        AssignmentRule.TRIGGERS.forEach(trigger -> triggers.add(Literal.ignoringCase(trigger)));
        rules.addAll(Collections.nCopies(AssignmentRule.TRIGGERS.size(), new AssignmentRule()));
        UrlRule.TRIGGERS.forEach(trigger -> triggers.add(Literal.ignoringCase(trigger)));
        rules.addAll(Collections.nCopies(UrlRule.TRIGGERS.size(), new UrlRule()));
        for (HeaderRule rule : HeaderRule.values()) {
            triggers.add(Literal.ignoringCase(rule.trigger()));
            rules.add(rule);
        }
        for (KeyRule rule : KeyRule.ALL) {
            triggers.add(Literal.exactly(rule.trigger()));
            rules.add(rule);
        }
        triggers.add(Literal.exactly(PrivateKeyRule.TRIGGER));
        rules.add(new PrivateKeyRule());
    }

    /** {@inheritDoc} A private key, and the longest of the values that are known. */
    @Override
    public int reach() {
        return reach;
    }

    @Override
    public void find(byte[] text, int from, int to, Secrets secrets) {
        int[] done = new int[rules.length]; // up to where each rule has seen the text
        triggers.find(text, from, to, (literal, start, end) -> {
            if (start >= done[literal]) {
                done[literal] = rules[literal].apply(text, from, to, start, end, secrets);
            }
        });
        if (everyLine.isEmpty()) {
            return;
        }
        int line = from;
        while (line < to) {
            int lineFeed = Bytes.indexOf(text, line, to, Bytes.LINE_FEED);
            int lineEnd = lineFeed < 0 ? to : lineFeed;
            for (RegexRule rule : everyLine) {
                rule.applyToLine(text, line, lineEnd, secrets);
            }
            line = lineEnd + 1;
        }
    }
}
