package spiderpig.logstore;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Values that are given to a name that speaks of a secret: {@code DB_PASSWORD=…}, {@code passwd: …}, {@code "token": "…"},
 * {@code --secret …}, {@code <apiKey>…</apiKey>}. The value is masked, the name stays.
 */
final class AssignmentRule implements Rule {
    /** What gives it away, in any case; the name may go on before it, and after it with a new word. */
    static final List<String> TRIGGERS = List.of(
            "password",
            "passwd",
            "passphrase",
            "_pass",
            "pass=",
            "_pwd",
            "secret",
            "secretkey",
            "token",
            "_auth",
            "credential",
            "apikey",
            "api_key",
            "api-key",
            "accesskey",
            "access_key",
            "access-key",
            "accountkey",
            "account_key",
            "privatekey",
            "private_key",
            "private-key",
            "signing_key",
            "signing-key",
            "encryption_key",
            "encryption-key",
            "amz-signature");

    private static final int MAX_NAME = 64;
    private static final Ascii NAME = Ascii.WORD.or("-.");
    private static final Ascii REST_OF_NAME = Ascii.WORD.or("-"); // no dot: token.c:12 is a place in a file
    private static final Ascii NEW_WORD = Ascii.of("_-").or(Ascii.DIGIT);
    private static final Ascii NAME_END = Ascii.QUOTE.or("\\]");
    private static final Ascii SEPARATOR = Ascii.of("=:");
    private static final Ascii WHOLE_SEPARATOR = SEPARATOR.or(">"); // := => ==
    private static final Ascii LIST = Ascii.of(",;&");
    private static final Ascii CLOSING = Ascii.QUOTE.or(",;)}]");
    private static final Ascii MASKED_ALREADY = Ascii.of("*");

    /** What says that there is no secret. */
    private static final Set<String> NOTHING =
            Set.of("null", "nil", "none", "true", "false", "yes", "no", "undefined", "required");

    @Override
    public int apply(byte[] text, int from, int to, int start, int end, Masker.Secrets secrets) {
        int limit = Math.min(to, end + MAX_SECRET);
        int nameEnd = SEPARATOR.has(text[end - 1]) ? end - 1 : nameEnd(text, end, limit);
        if (nameEnd >= 0) {
            int value = value(text, from, limit, start, nameEnd);
            if (value >= 0) {
                maskValue(text, value, limit, secrets);
            }
        }
        return end;
    }

    /** Where the name ends, -1 if it turns out to be another word, as in {@code tokens} and {@code secretary}. */
    private static int nameEnd(byte[] text, int end, int limit) {
        if (!REST_OF_NAME.at(text, end, limit)) {
            return end;
        }
        int nameEnd = REST_OF_NAME.skip(text, end, Math.min(limit, end + MAX_NAME));
        return NEW_WORD.has(text[end]) && !REST_OF_NAME.at(text, nameEnd, limit) ? nameEnd : -1;
    }

    /** Where the value begins, with its quotation mark if it has one; -1 if there is no value. */
    private static int value(byte[] text, int from, int limit, int start, int nameEnd) {
        int afterName = NAME_END.skip(text, nameEnd, limit);
        int separator = Ascii.BLANK.skip(text, afterName, limit);
        if (SEPARATOR.at(text, separator, limit)) {
            int value = WHOLE_SEPARATOR.skip(text, separator, limit);
            return Ascii.BLANK.skip(text, value, limit);
        }
        if (separator == afterName) {
            boolean element = separator < limit && text[separator] == '>';
            return element ? separator + 1 : -1;
        }
        int name = NAME.skipBack(text, Math.max(from, start - MAX_NAME), start);
        boolean option = name + 1 < start && text[name] == '-' && text[name + 1] == '-';
        return option && separator < limit && text[separator] != '-' ? separator : -1;
    }

    private static void maskValue(byte[] text, int from, int limit, Masker.Secrets secrets) {
        int value = from;
        if (Ascii.LETTER.at(text, value, limit) && Ascii.QUOTE.at(text, value + 1, limit)) {
            value++; // b'…' and u"…" of Python
        }
        int quote = value;
        while (quote < limit && text[quote] == '\\') {
            quote++; // JSON in JSON
        }
        if (Ascii.QUOTE.at(text, quote, limit)) {
            int quoted = quote + 1;
            secrets.found(quoted, quotedEnd(text, quoted, limit, quote - value));
        } else {
            int end = bareEnd(text, value, limit);
            if (end > value && !saysNothing(text, value, end)) {
                secrets.found(value, end);
            }
        }
    }

    /**
     * Where a quoted value ends: at the same quotation mark with as many backslashes before it, or with the line.
     *
     * @param escapes backslashes before the opening quotation mark
     */
    private static int quotedEnd(byte[] text, int from, int limit, int escapes) {
        byte quote = text[from - 1];
        int backslashes = 0;
        for (int at = from; at < limit; at++) {
            if (text[at] == quote && (backslashes == escapes || backslashes % 2 == 0)) {
                return at - Math.min(backslashes, escapes);
            }
            if (text[at] == '\n') {
                return at;
            }
            backslashes = text[at] == '\\' ? backslashes + 1 : 0;
        }
        return limit;
    }

    /** Where a value without quotation marks ends: with the word, unless it is a list that goes on with another name. */
    private static int bareEnd(byte[] text, int from, int limit) {
        int at = from;
        while (at < limit && !Ascii.SPACE.has(text[at])) {
            if (LIST.has(text[at])) {
                int name = NAME.skip(text, at + 1, Math.min(limit, at + 1 + MAX_NAME));
                if (name > at + 1 && SEPARATOR.at(text, name, limit)) {
                    break;
                }
            } else if (text[at] == '<' && at + 1 < limit && text[at + 1] == '/') {
                break;
            }
            at++;
        }
        return CLOSING.skipBack(text, from, at);
    }

    private static boolean saysNothing(byte[] text, int from, int to) {
        return MASKED_ALREADY.skip(text, from, to) == to
                || (to - from <= 9
                        && NOTHING.contains(new String(text, from, to - from, StandardCharsets.ISO_8859_1)
                                .toLowerCase(Locale.ROOT)));
    }
}
