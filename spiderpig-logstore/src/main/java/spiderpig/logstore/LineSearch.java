package spiderpig.logstore;

import java.time.Duration;

/**
 * Looks for the next line that matches, block by block. It holds one block at a time and waits for nobody. For one thread and
 * one search.
 */
final class LineSearch {
    private final BlockReader blocks;
    private final Renderer renderer;
    private final LinePattern pattern;
    private final long step;
    private final long start = System.nanoTime();
    private final long budget;

    LineSearch(BlockReader blocks, Renderer renderer, SearchQuery query) {
        this.blocks = blocks;
        this.renderer = renderer;
        this.pattern = query.pattern();
        this.step = query.direction() == SearchQuery.Direction.NEXT ? 1 : -1;
        this.budget = nanos(query.budget());
    }

    private static long nanos(Duration budget) {
        try {
            return budget.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE; // 292 years do as well
        }
    }

    /** Searches from a line, which must be complete. */
    SearchResult from(long first) {
        long line = first;
        Block block = blocks.blockOfLine(line);
        while (true) {
            int from = (int) (line - block.firstLine());
            int to = step > 0 ? block.lines() : -1;
            if (mayMatch(block, Math.min(from, to + 1), Math.max(from + 1, to))) {
                for (int at = from; at != to; at += (int) step) {
                    if (mayMatch(block, at, at + 1)) {
                        LogRecord record = renderer.record(block, at);
                        if (pattern.matches(record.text())) {
                            return SearchResult.of(record);
                        }
                        if (timeIsUp()) {
                            return goOnFrom(block.firstLine() + at + step);
                        }
                    }
                }
            }
            line = block.firstLine() + to;
            if (!exists(line) || timeIsUp()) {
                return goOnFrom(line);
            }
            block = neighbour(block, line);
        }
    }

    /** Whether one of the block's lines {@code [from, to)} may match. */
    private boolean mayMatch(Block block, int from, int to) {
        // The bytes of a line that has begun before are not all here.
        return (from == 0 && block.continued() != null)
                || pattern.mayMatch(block.text(), block.lineFrom(from), block.lineFrom(to));
    }

    /** The next block that way in which a line ends: as a rule the next one, but not after a line that fills many. */
    private Block neighbour(Block block, long line) {
        Block next = blocks.block(block.ordinal() + (int) step);
        return next.holds(line) ? next : blocks.blockOfLine(line);
    }

    private SearchResult goOnFrom(long line) {
        return exists(line) ? SearchResult.goOnFrom(line) : SearchResult.NONE;
    }

    private boolean exists(long line) {
        return line >= 0 && line < blocks.committed().lines();
    }

    private boolean timeIsUp() {
        return System.nanoTime() - start >= budget;
    }
}
