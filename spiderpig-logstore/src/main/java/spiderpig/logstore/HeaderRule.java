package spiderpig.logstore;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Credentials in headers, as curl and proxies print them. The header's name and the scheme stay. */
enum HeaderRule implements Rule {
    /** {@code Authorization: Basic …}, {@code "Proxy-Authorization": "Digest …"}. */
    AUTHORIZATION("authorization") {
        @Override
        void value(byte[] text, int end, int limit, Masker.Secrets secrets) {
            int separator = NAME_END.skip(text, end, limit);
            if (!SEPARATOR.at(text, separator, limit)) {
                return;
            }
            int value = NAME_END.skip(text, SEPARATOR.skip(text, separator, limit), limit);
            int schemeEnd = SCHEME.skip(text, value, limit);
            int credentials = Ascii.BLANK.skip(text, schemeEnd, limit);
            if (credentials == schemeEnd || !WORD.at(text, credentials, limit)) {
                secrets.found(value, WORD.skip(text, value, limit));
                return;
            }
            String scheme = new String(text, value, schemeEnd - value, StandardCharsets.ISO_8859_1);
            Ascii extent = ONE_WORD_SCHEMES.contains(scheme.toLowerCase(Locale.ROOT)) ? WORD : LINE;
            secrets.found(credentials, extent.skip(text, credentials, limit));
        }
    },

    /** {@code Bearer …}, wherever it stands. */
    BEARER("bearer") {
        @Override
        void value(byte[] text, int end, int limit, Masker.Secrets secrets) {
            int token = Ascii.BLANK.skip(text, end, limit);
            int tokenEnd = TOKEN.skip(text, token, limit);
            boolean digits = NO_DIGIT.skip(text, token, tokenEnd) < tokenEnd;
            if (token > end && tokenEnd - token >= (digits ? MIN_TOKEN : MIN_TOKEN_WITHOUT_DIGITS)) {
                secrets.found(token, tokenEnd);
            }
        }
    },

    /** {@code Cookie: …} and {@code Set-Cookie: …}. */
    COOKIE("cookie:") {
        @Override
        void value(byte[] text, int end, int limit, Masker.Secrets secrets) {
            int value = NAME_END.skip(text, end, limit);
            secrets.found(value, QUOTED.skip(text, value, limit));
        }
    };

    private static final int MIN_TOKEN = 6;
    private static final int MIN_TOKEN_WITHOUT_DIGITS = 16; // what is shorter may be a word of a sentence
    private static final Ascii NAME_END = Ascii.QUOTE.or("\\").or(Ascii.BLANK);
    private static final Ascii SEPARATOR = Ascii.of(":=>");
    private static final Ascii SCHEME = Ascii.WORD.or("-");
    private static final Ascii NO_DIGIT = Ascii.DIGIT.complement();
    private static final Ascii TOKEN = Ascii.BASE64.or("._~:");
    private static final Ascii WORD = Ascii.SPACE.or(Ascii.QUOTE).or("\\").complement();
    private static final Ascii LINE = Ascii.LINE_END.complement();
    private static final Ascii QUOTED = Ascii.LINE_END.or(Ascii.QUOTE).complement();

    /** The credentials of other schemes are lists of parameters. */
    private static final Set<String> ONE_WORD_SCHEMES = Set.of("basic", "bearer", "token", "negotiate", "ntlm");

    private final String trigger;

    HeaderRule(String trigger) {
        this.trigger = trigger;
    }

    /** What gives it away, in any case. */
    String trigger() {
        return trigger;
    }

    @Override
    public int apply(byte[] text, int from, int to, int start, int end, Masker.Secrets secrets) {
        value(text, end, Math.min(to, end + MAX_SECRET), secrets);
        return end;
    }

    /** Finds the credentials in {@code text[end, limit)}, which is what follows the trigger. */
    abstract void value(byte[] text, int end, int limit, Masker.Secrets secrets);
}
