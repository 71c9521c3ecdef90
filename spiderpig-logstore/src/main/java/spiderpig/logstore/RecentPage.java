package spiderpig.logstore;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The page that was read last in a store: a thousand followers at the end of a log all ask for the same one. Only one is kept,
 * for a page may be large, and a store may have any number of logs.
 *
 * <p>Safe for use by several threads.
 */
final class RecentPage {
    private volatile @Nullable Kept kept;

    private record Kept(Key key, LogPage page) {}

    /** What a page depends on. */
    record Key(long log, Committed committed, Masker masker, boolean flaggedShown, long from, long end) {}

    /** The page that was read last if it is the one asked for, otherwise the one that is read now. */
    LogPage get(Key key, Supplier<LogPage> read) {
        Kept recent = kept;
        if (recent != null && recent.key.equals(key)) {
            return recent.page;
        }
        LogPage page = read.get();
        kept = new Kept(key, page);
        return page;
    }
}
