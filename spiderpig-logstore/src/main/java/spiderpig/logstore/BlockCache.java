package spiderpig.logstore;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that were read last, of all logs: what makes a thousand followers at the end of one log share one reading of it.
 * It holds {@value #CAPACITY} blocks, a few megabytes at most. Safe for use by several threads; none waits for another's I/O.
 */
final class BlockCache {
    private static final int CAPACITY = 16;

    /** @param end where the block ended when it was read; the last one of a log grows */
    private record Key(JobLog log, int ordinal, long end) {}

    private final Map<Key, Block> blocks = new LinkedHashMap<>(CAPACITY * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Block> eldest) {
            return size() > CAPACITY;
        }
    };

    synchronized @Nullable Block get(JobLog log, int ordinal, long end) {
        return blocks.get(new Key(log, ordinal, end));
    }

    synchronized void put(JobLog log, Block block) {
        blocks.put(new Key(log, block.ordinal(), block.end()), block);
    }
}
