package spiderpig.logstore;

import java.util.List;

/** Keys and tokens that show by their first characters who issued them; they are masked whole. */
final class KeyRule implements Rule {
    private static final Ascii WORD_OR_DASH = Ascii.WORD.or("-");
    private static final Ascii UPPER_OR_DIGIT = Ascii.UPPER.or(Ascii.DIGIT);

    /** The formats that are known, one rule each. */
    static final List<KeyRule> ALL = List.of(
            new KeyRule("AKIA", 16, UPPER_OR_DIGIT), // Amazon
            new KeyRule("ASIA", 16, UPPER_OR_DIGIT),
            new KeyRule("AIza", 35, WORD_OR_DASH), // Google
            new KeyRule("ya29.", 20, WORD_OR_DASH.or(".")),
            new KeyRule("GOCSPX-", 20, WORD_OR_DASH),
            new KeyRule("ghp_", 30, Ascii.ALPHANUMERIC), // GitHub
            new KeyRule("gho_", 30, Ascii.ALPHANUMERIC),
            new KeyRule("ghu_", 30, Ascii.ALPHANUMERIC),
            new KeyRule("ghs_", 30, Ascii.ALPHANUMERIC),
            new KeyRule("ghr_", 30, Ascii.ALPHANUMERIC),
            new KeyRule("github_pat_", 22, Ascii.WORD),
            new KeyRule("glpat-", 20, WORD_OR_DASH.or(".")), // GitLab
            new KeyRule("glptt-", 20, WORD_OR_DASH),
            new KeyRule("gldt-", 20, WORD_OR_DASH),
            new KeyRule("glrt-", 20, WORD_OR_DASH.or(".")),
            new KeyRule("xoxa-", 10, WORD_OR_DASH), // Slack
            new KeyRule("xoxb-", 10, WORD_OR_DASH),
            new KeyRule("xoxe-", 10, WORD_OR_DASH),
            new KeyRule("xoxe.xox", 10, WORD_OR_DASH),
            new KeyRule("xoxp-", 10, WORD_OR_DASH),
            new KeyRule("xoxr-", 10, WORD_OR_DASH),
            new KeyRule("xoxs-", 10, WORD_OR_DASH),
            new KeyRule("xapp-", 10, WORD_OR_DASH),
            new KeyRule("hooks.slack.com/services/", 20, Ascii.WORD.or("/")),
            new KeyRule("sk_live_", 16, Ascii.ALPHANUMERIC), // Stripe
            new KeyRule("sk_test_", 16, Ascii.ALPHANUMERIC),
            new KeyRule("rk_live_", 16, Ascii.ALPHANUMERIC),
            new KeyRule("sk-ant-", 20, WORD_OR_DASH), // Anthropic
            new KeyRule("sk-proj-", 20, WORD_OR_DASH), // OpenAI
            new KeyRule("npm_", 36, Ascii.ALPHANUMERIC), // npm
            new KeyRule("pypi-", 50, WORD_OR_DASH), // PyPI
            new KeyRule("hvs.", 20, WORD_OR_DASH), // HashiCorp Vault
            new KeyRule("dop_v1_", 40, Ascii.ALPHANUMERIC), // DigitalOcean
            new KeyRule("AGE-SECRET-KEY-1", 40, UPPER_OR_DIGIT), // age
            new KeyRule("api-", 28, Ascii.LOWER.or(Ascii.DIGIT)), // Phabricator Conduit
            new KeyRule("cli-", 28, Ascii.LOWER.or(Ascii.DIGIT)),
            new KeyRule("eyJh", 40, WORD_OR_DASH.or(".")), // JSON web tokens: {"alg, {"typ, {"kid …
            new KeyRule("eyJ0", 40, WORD_OR_DASH.or(".")),
            new KeyRule("eyJr", 40, WORD_OR_DASH.or(".")),
            new KeyRule("eyJ4", 40, WORD_OR_DASH.or(".")),
            new KeyRule("eyJj", 40, WORD_OR_DASH.or(".")),
            new KeyRule("eyJl", 40, WORD_OR_DASH.or(".")),
            new KeyRule("eyJq", 40, WORD_OR_DASH.or(".")));

    private final String prefix;
    private final int minLength;
    private final Ascii characters;

    private KeyRule(String prefix, int minLength, Ascii characters) {
        this.prefix = prefix;
        this.minLength = minLength;
        this.characters = characters;
    }

    /** What gives it away, to the letter. */
    String trigger() {
        return prefix;
    }

    @Override
    public int apply(byte[] text, int from, int to, int start, int end, Masker.Secrets secrets) {
        int keyEnd = characters.skip(text, end, Math.min(to, end + MAX_SECRET));
        if (keyEnd - end >= minLength && (start == from || !Ascii.ALPHANUMERIC.has(text[start - 1]))) {
            secrets.found(start, keyEnd);
        }
        return end;
    }
}
