package spiderpig.logstore;

/** What a secret of one kind looks like around a text that gives it away. Immutable. */
interface Rule {
    /** How far a secret is followed, in bytes: it bounds what a window of the log must hold, and what one finding can cost. */
    int MAX_SECRET = 12 * 1024;

    /**
     * Looks for a secret at a trigger. What it says may depend on the line of the trigger, and for a secret of several
     * lines on the lines from there on up to the one that is masked.
     *
     * @param text what is to be masked, {@code [from, to)} of it
     * @param start where the trigger begins
     * @param end where it ends
     * @return where this rule needs to see the next trigger at the earliest; {@code end} as a rule
     */
    int apply(byte[] text, int from, int to, int start, int end, Masker.Secrets secrets);
}
