package spiderpig.logstore;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the text of a log out, block by block. */
final class TextWriter {
    private final BlockReader blocks;
    private final Renderer renderer;
    private final OutputStream out;

    TextWriter(BlockReader blocks, Renderer renderer, OutputStream out) {
        this.blocks = blocks;
        this.renderer = renderer;
        this.out = out;
    }

    /** Writes from a line to the last complete one; the log must have both. */
    void write(long first) throws IOException {
        Block block = blocks.blockOfLine(first);
        int from = block.lineFrom((int) (first - block.firstLine()));
        while (from == 0 && block.continued() != null) { // the line has begun in an earlier block
            block = blocks.block(block.ordinal() - 1);
            from = block.lineFrom(block.lines());
        }
        int last = blocks.blockOfLine(blocks.committed().lines() - 1).ordinal();
        boolean maskGoesOn = false;
        while (true) {
            int to = block.ordinal() == last ? block.lineFrom(block.lines()) : block.textLength();
            maskGoesOn = write(block, from, to, maskGoesOn);
            if (block.ordinal() == last) {
                return;
            }
            block = blocks.block(block.ordinal() + 1);
            from = 0;
        }
    }

    /**
     * Writes a part of a block.
     *
     * @param maskGoesOn whether what was written last is the mask of a secret that may reach into this part
     * @return whether this part ends with such a mask
     */
    private boolean write(Block block, int from, int to, boolean maskGoesOn) throws IOException {
        Spans spans = renderer.spans(block);
        int start = maskGoesOn ? spans.endOf(from) : from;
        spans.writeMasked(block.text(), start, to, out);
        return from == to ? maskGoesOn : spans.endAt(to);
    }
}
