package spiderpig.logstore;

/** Finds secrets by what they look like. */
public final class PatternMasker implements Masker {
    private PatternMasker() {}

    public static PatternMasker builtIn() {
        return new PatternMasker();
    }

    @Override
    public int reach() {
        return 16 * 1024;
    }

    @Override
    public void find(byte[] text, int from, int to, Secrets secrets) {}
}
