package spiderpig.logstore;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A sequence of bytes that is looked for by its rarest one, eight bytes of text at a time: as the rarest byte of most words is
 * rare in logs, most of the text is passed over without a second look. Immutable.
 */
final class Needle {
    /** What logs are made of, the most common first; what isn't here is rarer. */
    private static final String COMMON = " etaoinsr0l1c2d-u./mp3:h54g6789f_by,wv=\"()k[]'\tTESIRACNODLPMxjUFBGHWVKYzq";

    private static final int CASE_BIT = 0x20;

    private final byte[] bytes;
    private final boolean folded;
    private final int rarest;

    /**
     * @param text not empty; ASCII if the case is to be ignored
     * @param caseSensitive whether {@code A} and {@code a} differ
     */
    Needle(String text, boolean caseSensitive) {
        bytes = (caseSensitive ? text : text.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8);
        folded = !caseSensitive;
        int best = 0;
        for (int at = 1; at < bytes.length; at++) {
            if (rarity(bytes[at]) > rarity(bytes[best])) {
                best = at;
            }
        }
        rarest = best;
    }

    private static int rarity(byte value) {
        int place = COMMON.indexOf(value);
        return place < 0 ? COMMON.length() : place;
    }

    int length() {
        return bytes.length;
    }

    /** Where in {@code text[from, to)} it first occurs, or -1. */
    int indexIn(byte[] text, int from, int to) {
        byte wanted = bytes[rarest];
        boolean eitherCase = folded && isLetter(wanted);
        int end = to - (bytes.length - 1 - rarest);
        for (int at = from + rarest; at < end; at++) {
            at = eitherCase ? Bytes.indexOfLetter(text, at, end, wanted) : Bytes.indexOf(text, at, end, wanted);
            if (at < 0) {
                return -1;
            }
            if (standsAt(text, at - rarest)) {
                return at - rarest;
            }
        }
        return -1;
    }

    private boolean standsAt(byte[] text, int from) {
        for (int i = 0; i < bytes.length; i++) {
            byte found = text[from + i];
            if (found != bytes[i] && !(folded && isLetter(bytes[i]) && (found | CASE_BIT) == bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a small ASCII letter. */
    private static boolean isLetter(byte value) {
        return value >= 'a' && value <= 'z';
    }
}
