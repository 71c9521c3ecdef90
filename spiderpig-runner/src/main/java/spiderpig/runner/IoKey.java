package spiderpig.runner;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import spiderpig.core.Interaction;

/**
 * The secret by which a job's messages are told from its other output: the job finds it in its environment, and nobody else
 * knows it. It must not leave the server, so it is blanked wherever the job prints it outside of a message.
 *
 * <p>Immutable, so safe for any number of threads.
 */
final class IoKey {
    private static final int BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;
    private final byte[] bytes;
    /** By the value of a byte: how far a window may move on if that is its last byte (Horspool's rule). */
    private final int[] shift = new int[256];

    IoKey(String text) {
        if (!text.matches("[0-9a-f]{" + BITS / 4 + "}")) {
            throw new IllegalArgumentException("A message key has " + BITS / 4 + " hexadecimal digits");
        }
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(shift, bytes.length);
        for (int i = 0; i < bytes.length - 1; i++) {
            shift[bytes[i]] = bytes.length - 1 - i;
        }
    }

    static IoKey random() {
        byte[] random = new byte[BITS / 8];
        RANDOM.nextBytes(random);
        return new IoKey(HexFormat.of().formatHex(random));
    }

    String text() {
        return text;
    }

    /** The first position in {@code [from, to)} at which it begins and ends before {@code to}; -1 if there is none. */
    int find(byte[] in, int from, int to) {
        int last = bytes.length - 1;
        for (int at = from; at + last < to; at += shift[in[at + last] & 0xff]) {
            if (Arrays.equals(in, at, at + bytes.length, bytes, 0, bytes.length)) {
                return at;
            }
        }
        return -1;
    }

    /** The text with a mark in place of each occurrence. */
    String blank(String in) {
        return in.replace(text, Interaction.HIDDEN);
    }

    /** A copy of {@code in[from, to)} with a mark in place of each occurrence. */
    byte[] blank(byte[] in, int from, int to) {
        // ISO 8859-1 gives each byte one character and back, whatever the bytes mean.
        String mark = new String(Interaction.HIDDEN.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new String(in, from, to - from, StandardCharsets.ISO_8859_1)
                .replace(text, mark)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Not the key: this may end up in a log. */
    @Override
    public String toString() {
        return "IoKey[•••]";
    }
}
