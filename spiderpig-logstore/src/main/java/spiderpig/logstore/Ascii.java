package spiderpig.logstore;

/** Sets of ASCII characters, and runs of them in bytes. Immutable. */
final class Ascii {
    static final Ascii BLANK = of(" \t");
    static final Ascii SPACE = of(" \t\r\n\f\u000b\0");
    static final Ascii QUOTE = of("\"'`");
    static final Ascii DIGIT = of("0123456789");
    static final Ascii UPPER = of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    static final Ascii LOWER = of("abcdefghijklmnopqrstuvwxyz");
    static final Ascii LETTER = UPPER.or(LOWER);
    static final Ascii ALPHANUMERIC = LETTER.or(DIGIT);
    static final Ascii WORD = ALPHANUMERIC.or(of("_"));
    static final Ascii BASE64 = ALPHANUMERIC.or(of("+/-_="));
    static final Ascii LINE_END = of("\r\n");

    private final boolean[] members;

    private Ascii(boolean[] members) {
        this.members = members;
    }

    static Ascii of(String characters) {
        boolean[] members = new boolean[256];
        characters.chars().forEach(character -> members[character] = true);
        return new Ascii(members);
    }

    Ascii or(Ascii other) {
        boolean[] joined = members.clone();
        for (int character = 0; character < joined.length; character++) {
            joined[character] |= other.members[character];
        }
        return new Ascii(joined);
    }

    Ascii or(String characters) {
        return or(of(characters));
    }

    Ascii complement() {
        boolean[] others = members.clone();
        for (int character = 0; character < others.length; character++) {
            others[character] = !members[character];
        }
        return new Ascii(others);
    }

    boolean has(byte character) {
        return members[character & 0xFF];
    }

    /** Whether there is a byte of the set at an offset below {@code to}. */
    boolean at(byte[] text, int offset, int to) {
        return offset < to && has(text[offset]);
    }

    /** Where the run of the set's bytes ends that begins at {@code from}. */
    int skip(byte[] text, int from, int to) {
        int at = from;
        while (at < to && has(text[at])) {
            at++;
        }
        return at;
    }

    /** Where the run of the set's bytes begins that ends at {@code to}. */
    int skipBack(byte[] text, int from, int to) {
        int at = to;
        while (at > from && has(text[at - 1])) {
            at--;
        }
        return at;
    }
}
