package spiderpig.logstore;

/**
 * What is known, at the beginning of a frame, of the line that the frames before it have left unfinished. With it a line of
 * any length is shown without reading all of it: only what follows its last redraw, from where that begins.
 *
 * @param attributes kind and flag, as in {@link Runs}
 * @param millis when it was last added to, since 1970
 * @param shownFrame file position of the frame in whose text the shown part begins
 * @param shownOffset offset of the shown part in that frame's text
 * @param shownLength bytes of the shown part so far
 * @param returned whether the line's last byte so far is a carriage return, so that the next byte may begin a redraw
 */
record OpenLine(int attributes, long millis, long shownFrame, int shownOffset, long shownLength, boolean returned) {
    /**
     * This line after {@code bytes[from, to)} were added to it.
     *
     * @param frame file position of the frame that the bytes belong to
     * @param textFrom where that frame's text begins in {@code bytes}
     */
    OpenLine extended(byte[] bytes, int textFrom, int from, int to, long frame) {
        if (from == to) {
            return this;
        }
        int redraw = Bytes.lastRedraw(bytes, from, to, returned);
        boolean nowReturned = bytes[to - 1] == Bytes.CARRIAGE_RETURN;
        return redraw < 0
                ? new OpenLine(attributes, millis, shownFrame, shownOffset, shownLength + to - from, nowReturned)
                : new OpenLine(attributes, millis, frame, redraw - textFrom, to - redraw, nowReturned);
    }

    /** A line of which nothing has been said, but that it begins here. */
    static OpenLine beginning(int attributes, long frame, int offset) {
        return new OpenLine(attributes, 0, frame, offset, 0, false);
    }

    /** This line, added to at another time. */
    OpenLine at(long newMillis) {
        return new OpenLine(attributes, newMillis, shownFrame, shownOffset, shownLength, returned);
    }
}
