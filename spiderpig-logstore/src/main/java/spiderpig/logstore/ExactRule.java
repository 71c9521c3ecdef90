package spiderpig.logstore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of a secret that is known, in one of the forms in which it may be printed. A form in base64 begins and ends in
 * the middle of a character if the secret is part of what was encoded; those characters are masked with it.
 */
enum ExactRule implements Rule {
    WHOLE(0, 0),
    BASE64_BEGINNING(0, 1),
    BASE64_MIDDLE(1, 1),
    BASE64_END(1, 0);

    /** Columns after which base64 is broken into lines: by coreutils and MIME, and by PEM. */
    private static final int[] BASE64_COLUMNS = {76, 64};

    private static final int MIN_BASE64 = 6;

    private final int before;
    private final int after;

    /**
     * @param before characters before the form that tell something of the secret
     * @param after characters after it that do
     */
    ExactRule(int before, int after) {
        this.before = before;
        this.after = after;
    }

    @Override
    public int apply(byte[] text, int from, int to, int start, int end, Masker.Secrets secrets) {
        secrets.found(
                Ascii.BASE64.skipBack(text, Math.max(from, start - before), start),
                Ascii.BASE64.skip(text, end, Math.min(to, end + after)));
        return start + 1; // it may overlap itself
    }

    /**
     * All forms of a secret. One of several lines has the forms of each line, because a line is masked before the next one is
     * known. What is shorter than {@link PatternMasker#MIN_SECRET} characters has none.
     */
    static Map<String, ExactRule> forms(String secret) {
        Map<String, ExactRule> forms = new LinkedHashMap<>();
        List<String> values = new ArrayList<>();
        values.add(secret.strip());
        secret.lines().map(String::strip).forEach(values::add);
        for (String value : values) {
            if (value.length() >= PatternMasker.MIN_SECRET) {
                if (value.indexOf('\n') < 0) {
                    addQuoted(value, forms);
                }
                addBase64(value, forms);
            }
        }
        return forms;
    }

    private static void addQuoted(String value, Map<String, ExactRule> forms) {
        forms.put(value, WHOLE);
        forms.put(value.replace("'", "'\\''"), WHOLE); // sh, 'in single quotes'
        forms.put(value.replace("'", "'\"'\"'"), WHOLE); // the same by Python's shlex
        forms.put(value.replace("'", "\\'"), WHOLE); // $'…' of bash, repr of Python
        forms.put(value.replaceAll("[\\\\'\\n]", "\\\\$0"), WHOLE);
        forms.put(value.replaceAll("[\\\\\"$`]", "\\\\$0"), WHOLE); // sh, "in double quotes"
        forms.put(value.replaceAll("[\\\\\"]", "\\\\$0"), WHOLE); // JSON
        forms.put(value.replaceAll("[\\\\\"/]", "\\\\$0"), WHOLE);
        forms.put(value.replaceAll("[^A-Za-z0-9_@%+=:,./-]", "\\\\$0"), WHOLE); // sh, with backslashes only
        forms.put(value.replaceAll("[ !\"#$&'()*,;<>?\\[\\\\\\]^`{|}~]", "\\\\$0"), WHOLE);
        forms.put(value.replaceAll("[ !\"$&'()*,;<>?\\[\\\\\\]^`{|}]", "\\\\$0"), WHOLE);
        forms.put(percentEncoded(value, "-_.~", "%20"), WHOLE); // RFC 3986, forms, encodeURIComponent
        forms.put(percentEncoded(value, "-_.*", "+"), WHOLE);
        forms.put(percentEncoded(value, "-_.!~*'()", "%20"), WHOLE);
    }

    private static String percentEncoded(String value, String kept, String space) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            if (octet == ' ') {
                encoded.append(space);
            } else if (Ascii.ALPHANUMERIC.has(octet) || kept.indexOf(octet) >= 0) {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format("%%%02X", octet & 0xFF));
            }
        }
        return encoded.toString();
    }

    private static void addBase64(String value, Map<String, ExactRule> forms) {
        byte[] secret = value.getBytes(StandardCharsets.UTF_8);
        for (int preceding = 0; preceding < 3; preceding++) {
            byte[] padded = new byte[preceding + secret.length];
            System.arraycopy(secret, 0, padded, preceding, secret.length);
            // Only characters all of whose six bits are the secret's are the same whatever stands around it.
            int from = (preceding * 8 + 5) / 6;
            int to = padded.length * 8 / 6;
            if (to - from < MIN_BASE64) {
                continue;
            }
            boolean whole = padded.length % 3 == 0;
            ExactRule rule = preceding == 0 ? whole ? WHOLE : BASE64_BEGINNING : whole ? BASE64_END : BASE64_MIDDLE;
            String encoded = Base64.getEncoder().encodeToString(padded).substring(from, to);
            addBase64(encoded, rule, forms);
            for (int columns : BASE64_COLUMNS) {
                for (int column = columns;
                        preceding == 0 && column + MIN_BASE64 <= encoded.length();
                        column += columns) {
                    addBase64(encoded.substring(column - columns, column), BASE64_MIDDLE, forms);
                    addBase64(
                            encoded.substring(column, Math.min(encoded.length(), column + columns)),
                            BASE64_MIDDLE,
                            forms);
                }
            }
        }
    }

    private static void addBase64(String encoded, ExactRule rule, Map<String, ExactRule> forms) {
        forms.put(encoded, rule);
        forms.put(encoded.replace('+', '-').replace('/', '_'), rule);
    }
}
