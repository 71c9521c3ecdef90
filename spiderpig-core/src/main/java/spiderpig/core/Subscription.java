package spiderpig.core;

/** Something that goes on until it is closed. Closing twice is closing once. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
