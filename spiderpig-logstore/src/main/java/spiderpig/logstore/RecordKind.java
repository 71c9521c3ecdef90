package spiderpig.logstore;

/** Who speaks in a record. */
public enum RecordKind {
    /** What the command printed. */
    OUTPUT(0),
    /** A question the command asked. */
    PROMPT(1),
    /** What a person answered. */
    RESPONSE(2),
    /** What happened around the command, said by the server. */
    EVENT(3);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** The number that stands for it in the file, below 4. */
    int code() {
        return code;
    }
}
