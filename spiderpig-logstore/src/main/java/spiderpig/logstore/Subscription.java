package spiderpig.logstore;

/** Something that is being told until it is closed. */
public interface Subscription extends AutoCloseable {
    /** Ends it; a call that is under way may still arrive. Closing twice is harmless. */
    @Override
    void close();
}
