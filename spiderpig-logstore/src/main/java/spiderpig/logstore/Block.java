package spiderpig.logstore;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames between two entries of the index, decoded: what is read, cached and searched at once. Its text is that of the
 * frames, joined: all of a block's lines stand together, as in the command's output. Immutable.
 */
final class Block {
    private final int ordinal;
    private final long end;
    private final long firstLine;
    private final @Nullable OpenLine continued;
    private final byte[] text;
    private final int textLength;
    private final int linesEnd;
    private final Runs runs;
    private final long[] framePositions;
    private final int[] frameTexts;

    /** Where the lines end, once somebody has asked: text that is passed through as a whole does without. */
    private volatile int @Nullable [] lineFeeds;

    /** What the last one who looked at the block masked must not see of it. */
    private volatile @Nullable Masked masked;

    private record Masked(Masker masker, boolean flaggedShown, Spans spans) {}

    private Block(
            int ordinal,
            long end,
            Frame first,
            byte[] text,
            int textLength,
            Runs runs,
            long[] framePositions,
            int[] frameTexts) {
        this.ordinal = ordinal;
        this.end = end;
        this.firstLine = first.firstLine();
        this.continued = first.continued();
        this.text = text;
        this.textLength = textLength;
        this.runs = runs;
        this.framePositions = framePositions;
        this.frameTexts = frameTexts;
        this.linesEnd = runs.lines() == 0 ? 0 : Bytes.lastIndexOf(text, 0, textLength, Bytes.LINE_FEED) + 1;
    }

    /**
     * Decodes a block.
     *
     * @param bytes the block's part of the file, which becomes the block's own
     * @param position where that part begins in the file
     * @param line number of the first line that ends in the block or after it
     * @throws LogDamagedException if the bytes are not the frames that were written
     */
    static Block decode(LogFiles files, int ordinal, byte[] bytes, long position, long line) {
        Runs runs = new Runs();
        long[] positions = new long[4];
        int[] texts = new int[4];
        int frames = 0;
        Frame first = null;
        int textLength = 0;
        long expectedLine = line;
        for (int at = 0; at < bytes.length; ) {
            Frame frame = LogFormat.decode(bytes, at, bytes.length, position + at);
            if (frame == null || frame.firstLine() != expectedLine) {
                throw new LogDamagedException(files.log() + " is damaged at byte " + (position + at) + ": line "
                        + expectedLine + " was to follow there");
            }
            if (frames == positions.length) {
                positions = Arrays.copyOf(positions, frames * 2);
                texts = Arrays.copyOf(texts, frames * 2);
            }
            positions[frames] = frame.position();
            texts[frames] = textLength;
            frames++;
            first = first == null ? frame : first;
            frame.runs().addTo(runs);
            expectedLine = frame.linesAfter();
            // Texts move towards the beginning of the array, over frames that have been decoded.
            System.arraycopy(bytes, frame.textFrom(), bytes, textLength, frame.textLength());
            textLength += frame.textLength();
            at += frame.length();
        }
        if (first == null) {
            throw new LogDamagedException(files.log() + " has an empty block at byte " + position);
        }
        return new Block(
                ordinal,
                position + bytes.length,
                first,
                bytes,
                textLength,
                runs,
                Arrays.copyOf(positions, frames),
                Arrays.copyOf(texts, frames));
    }

    private int[] lineFeeds() {
        int[] known = lineFeeds;
        if (known != null) {
            return known;
        }
        int[] found = new int[lines()];
        int at = 0;
        for (int line = 0; line < found.length; line++) {
            at = Bytes.indexOf(text, at, textLength, Bytes.LINE_FEED);
            if (at < 0) {
                throw new LogDamagedException("A block has " + line + " lines instead of " + found.length);
            }
            found[line] = at++;
        }
        lineFeeds = found; // by whichever thread, it is the same
        return found;
    }

    /** Its place among the log's blocks, from 0. */
    int ordinal() {
        return ordinal;
    }

    /** File position at which it ends. */
    long end() {
        return end;
    }

    /** Number of the first line that ends in the block, or after it. */
    long firstLine() {
        return firstLine;
    }

    /** Number of lines that end in the block. */
    int lines() {
        return runs.lines();
    }

    /** Whether a line ends in the block. */
    boolean holds(long line) {
        return line >= firstLine && line < firstLine + lines();
    }

    /** The line that the text begins in the middle of. */
    @Nullable
    OpenLine continued() {
        return continued;
    }

    /** The text, not to be changed; it takes the first {@link #textLength} bytes. */
    byte[] text() {
        return text;
    }

    int textLength() {
        return textLength;
    }

    /** Where a line begins in the text, 0 if it has begun before; lines count from the block's first. */
    int lineFrom(int line) {
        if (line == 0) {
            return 0;
        }
        return line == lines() ? linesEnd : lineFeeds()[line - 1] + 1;
    }

    /** Where a line's line feed stands in the text. */
    int lineTo(int line) {
        return lineFeeds()[line];
    }

    Runs runs() {
        return runs;
    }

    /** Whether the text ends in the middle of a line. */
    boolean leavesLineOpen() {
        return textLength > linesEnd || (lines() == 0 && continued != null);
    }

    /** Kind and flag of the line that the text's end leaves unfinished; it must leave one. */
    int openAttributes() {
        return runs.attributes(runs.size() - 1);
    }

    /** Where in the text a frame of this block has its text. */
    int textOfFrame(long position) {
        int found = Arrays.binarySearch(framePositions, position);
        if (found < 0) {
            throw new LogDamagedException("No frame begins at byte " + position + ", where a line is to begin");
        }
        return frameTexts[found];
    }

    /** What must not be seen of the text, if that was found out with the same masker. */
    @Nullable
    Spans spans(Masker masker, boolean flaggedShown) {
        Masked last = masked;
        return last != null && last.masker == masker && last.flaggedShown == flaggedShown ? last.spans : null;
    }

    /** Keeps what was found out, unless the rest of the last line may tell otherwise. */
    void keepSpans(Masker masker, boolean flaggedShown, Spans spans) {
        if (!leavesLineOpen()) {
            masked = new Masked(masker, flaggedShown, spans);
        }
    }
}
