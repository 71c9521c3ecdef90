package spiderpig.logstore;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Passwords in URLs: of {@code https://user:password@host/} the password is masked, the rest stays. */
final class UrlRule implements Rule {
    /** The end of a scheme and what follows it: four bytes are found faster than three. */
    static final List<String> TRIGGERS = IntStream.concat(
                    IntStream.rangeClosed('a', 'z'), IntStream.rangeClosed('0', '9'))
            .mapToObj(last -> Character.toString(last) + "://")
            .collect(Collectors.toUnmodifiableList());

    private static final int MAX_USER_INFO = 1024;
    private static final int MIN_TOKEN = 20; // a user without password that is longer is no name
    private static final Ascii URL = Ascii.SPACE.or(Ascii.QUOTE).or("<>").complement();
    private static final Ascii AUTHORITY = URL.complement().or("/?#").complement();

    @Override
    public int apply(byte[] text, int from, int to, int start, int end, Masker.Secrets secrets) {
        int limit = Math.min(to, end + MAX_USER_INFO);
        int authorityEnd = AUTHORITY.skip(text, end, limit);
        int at = Bytes.lastIndexOf(text, end, authorityEnd, (byte) '@');
        int colon = Bytes.indexOf(text, end, at < 0 ? authorityEnd : at, (byte) ':');
        if (at < 0
                && colon >= 0
                && text[end] != '['
                && Ascii.DIGIT.skip(text, colon + 1, authorityEnd) < authorityEnd) {
            at = Bytes.indexOf(text, colon, URL.skip(text, colon, limit), (byte) '@'); // a slash within the password
        }
        if (at < 0) {
            return end;
        }
        int userEnd = colon < 0 ? at : colon;
        if (userEnd - end >= MIN_TOKEN) {
            secrets.found(end, userEnd);
        }
        if (colon >= 0) {
            secrets.found(colon + 1, at);
        }
        return end;
    }
}
