package spiderpig.logstore;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns stored bytes into what may be seen of them. For one thread and one operation. */
final class Renderer {
    private final BlockReader blocks;
    private final Masker masker;
    private final boolean flaggedShown;

    /** The block that was looked at last, which itself doesn't keep what depends on what is committed after it. */
    private @Nullable Block lastBlock;

    private @Nullable Spans lastSpans;

    /** What the masker is shown, kept because a whole log is seen through it block by block. */
    private final ByteBatch window = new ByteBatch();

    /** @param flaggedShown whether lines that the command flagged as sensitive are to be seen */
    Renderer(BlockReader blocks, Masker masker, boolean flaggedShown) {
        this.blocks = blocks;
        this.masker = masker;
        this.flaggedShown = flaggedShown;
    }

    /** What must not be seen of a block's text. */
    Spans spans(Block block) {
        Spans known = block == lastBlock ? lastSpans : block.spans(masker, flaggedShown);
        if (known != null) {
            return known;
        }
        Spans spans = find(block);
        block.keepSpans(masker, flaggedShown, spans);
        lastBlock = block;
        lastSpans = spans;
        return spans;
    }

    private Spans find(Block block) {
        Spans spans = new Spans();
        if (!flaggedShown) {
            addFlagged(block, spans);
        }
        if (masker.reach() > 0) {
            int before = beginWindow(block, 0);
            window.put(block.text(), 0, block.textLength());
            putRestOfLine(block, masker.reach());
            Spans found = new Spans();
            masker.find(window.array(), 0, window.length(), found.of(window.array()));
            spans.addPart(found, before, before + block.textLength());
        }
        return spans.settle();
    }

    private static void addFlagged(Block block, Spans spans) {
        Runs runs = block.runs();
        int line = 0;
        for (int run = 0; run < runs.size(); run++) {
            for (int end = line + runs.count(run); line < end; line++) {
                if (Runs.sensitive(runs.attributes(run))) {
                    spans.add(block.lineFrom(line), block.lineTo(line));
                }
            }
        }
        int tail = block.lineFrom(line);
        if (tail < block.textLength() && Runs.sensitive(block.openAttributes())) {
            spans.add(tail, block.textLength());
        }
    }

    /** Begins a window with what stands before {@code block.text()[to]}, as far as the masker reaches; returns how much that is. */
    private int beginWindow(Block block, int to) {
        window.truncate(0);
        putTail(block, to, masker.reach());
        return window.length();
    }

    private void putTail(Block block, int to, int wanted) {
        if (wanted > to && block.ordinal() > 0) {
            Block previous = blocks.block(block.ordinal() - 1);
            putTail(previous, previous.textLength(), wanted - to);
        }
        window.put(block.text(), Math.max(0, to - wanted), to);
    }

    /** Puts up to {@code wanted} bytes of the line that a block leaves unfinished, as far as it is committed. */
    private void putRestOfLine(Block block, int wanted) {
        int missing = wanted;
        Block last = block;
        while (missing > 0 && last.leavesLineOpen() && last.ordinal() + 1 < blocks.blocks()) {
            last = blocks.block(last.ordinal() + 1);
            int to = Math.min(missing, last.lines() == 0 ? last.textLength() : last.lineTo(0));
            window.put(last.text(), 0, to);
            missing -= to;
            if (last.lines() > 0) {
                return;
            }
        }
    }

    /** A line that ends in the block, counted from the block's first. */
    LogRecord record(Block block, int line) {
        int from = block.lineFrom(line);
        int to = block.lineTo(line);
        OpenLine begun = line == 0 ? block.continued() : null;
        int redraw = Bytes.lastRedraw(block.text(), from, to, begun != null && begun.returned());
        if (begun != null && redraw < 0) {
            return recordFromBefore(block, begun);
        }
        return record(block, line, block.text(), Math.max(from, redraw), to, to, spans(block));
    }

    /** The first line of a block, whose shown part begins in an earlier one. */
    private LogRecord recordFromBefore(Block block, OpenLine begun) {
        Block first = blocks.blockAt(begun.shownFrame());
        int from = first.textOfFrame(begun.shownFrame()) + begun.shownOffset();
        int shown = beginWindow(first, from);
        window.put(first.text(), from, first.textLength());
        putRestOfLine(first, LogRecord.MAX_TEXT + masker.reach());
        Spans spans = new Spans();
        if (!flaggedShown && Runs.sensitive(begun.attributes())) {
            spans.add(shown, window.length());
        }
        masker.find(window.array(), 0, window.length(), spans.of(window.array()));
        long length = begun.shownLength() + block.lineTo(0);
        return record(block, 0, window.array(), shown, window.length(), shown + length, spans.settle());
    }

    /**
     * @param to where the bytes of the line end that are at hand
     * @param end where the line would end if all were
     */
    private LogRecord record(Block block, int line, byte[] bytes, int from, int to, long end, Spans spans) {
        int run = block.runs().runOf(line);
        int attributes = block.runs().attributes(run);
        int shownTo = Math.min(to, from + LogRecord.MAX_TEXT);
        if (shownTo < end) {
            while (shownTo > from && isContinuation(bytes[shownTo])) {
                shownTo--; // no character is cut in half
            }
        } else {
            while (shownTo > from && bytes[shownTo - 1] == Bytes.CARRIAGE_RETURN) {
                shownTo--; // part of the line's end, or a redraw of nothing
            }
        }
        boolean masked = spans.touch(from, shownTo);
        return new LogRecord(
                block.firstLine() + line,
                Instant.ofEpochMilli(block.runs().millis(run)),
                Runs.kind(attributes),
                Runs.sensitive(attributes),
                masked
                        ? spans.masked(bytes, from, shownTo)
                        : new String(bytes, from, shownTo - from, StandardCharsets.UTF_8),
                shownTo < end && end - from > LogRecord.MAX_TEXT ? end - from : 0,
                masked);
    }

    private static boolean isContinuation(byte utf8) {
        return (utf8 & 0xC0) == 0x80;
    }
}
