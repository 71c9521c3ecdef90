package spiderpig.logstore;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Private keys in PEM, over many lines: what stands between {@code -----BEGIN … PRIVATE KEY-----} and
 * {@code -----END}. A key that breaks off masks as long as lines look like a part of it.
 */
final class PrivateKeyRule implements Rule {
    static final String TRIGGER = "-----BEGIN ";

    private static final int MAX_KIND = 64;
    private static final int MIN_LINE = 32; // base64 characters together; PEM has 64 or more but in the last line
    private static final byte[] PRIVATE_KEY = Bytes.ascii("PRIVATE KEY");
    private static final byte[] DASHES = Bytes.ascii("-----");
    private static final byte[] END = Bytes.ascii("-----END");
    private static final Ascii KIND = Ascii.UPPER.or(Ascii.DIGIT).or(" ");
    private static final Ascii WORD = Ascii.SPACE.complement();
    private static final List<byte[]> HEADERS = Stream.of("Proc-Type:", "DEK-Info:", "Version:", "Comment:", "Hash:")
            .map(Bytes::ascii)
            .collect(Collectors.toUnmodifiableList());

    @Override
    public int apply(byte[] text, int from, int to, int start, int end, Masker.Secrets secrets) {
        int kindEnd = KIND.skip(text, end, Math.min(to, end + MAX_KIND));
        if (!Bytes.startsWith(text, kindEnd, to, DASHES) || Bytes.indexOf(text, end, kindEnd, PRIVATE_KEY) < 0) {
            return end;
        }
        int limit = Math.min(to, end + MAX_SECRET);
        int words = 0; // of the line before, if that is a full line of a key
        int line = kindEnd + DASHES.length;
        boolean first = true;
        while (line < limit) {
            int lineFeed = Bytes.indexOf(text, line, limit, Bytes.LINE_FEED);
            int lineEnd = lineFeed < 0 ? limit : lineFeed;
            int endMarker = Bytes.indexOf(text, line, lineEnd, END);
            if (endMarker >= 0) {
                secrets.found(line, endMarker);
                return end;
            }
            boolean full = hasBase64(text, line, lineEnd);
            boolean last = endsInBase64(text, line, lineEnd) && words(text, line, lineEnd) == words;
            if (!first && !full && !last && !isHeader(text, line, lineEnd)) {
                return end;
            }
            secrets.found(line, lineEnd);
            words = full ? words(text, line, lineEnd) : 0;
            first = false;
            line = lineEnd + 1;
        }
        return end;
    }

    private static boolean hasBase64(byte[] text, int from, int to) {
        int at = from;
        while (at < to) {
            int runEnd = Ascii.BASE64.skip(text, at, to);
            if (runEnd - at >= MIN_LINE) {
                return true;
            }
            at = runEnd + 1;
        }
        return false;
    }

    private static boolean endsInBase64(byte[] text, int from, int to) {
        int end = Ascii.SPACE.skipBack(text, from, to);
        int word = WORD.skipBack(text, from, end);
        return word < end && Ascii.BASE64.skip(text, word, end) == end;
    }

    private static int words(byte[] text, int from, int to) {
        int words = 0;
        for (int at = Ascii.SPACE.skip(text, from, to); at < to; words++) {
            at = Ascii.SPACE.skip(text, WORD.skip(text, at, to), to);
        }
        return words;
    }

    /** An empty line, or one like {@code Proc-Type: 4,ENCRYPTED}. */
    private static boolean isHeader(byte[] text, int from, int to) {
        return Ascii.SPACE.skip(text, from, to) == to
                || HEADERS.stream().anyMatch(header -> Bytes.startsWith(text, from, to, header));
    }
}
