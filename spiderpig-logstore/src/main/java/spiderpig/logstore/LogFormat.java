package spiderpig.logstore;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The log's file format, version 1. A log is a header and frames, nothing is ever changed but the end of the file.
 *
 * <pre>
 * file      = header frame*
 * header    = "SPIDERPIG LOG  1"                 16 bytes, the last is the version
 *
 * frame     bytes  what
 *           4      length of what follows the checksum, 1 to MAX_BODY, most significant byte first
 *           4      CRC-32C of what follows
 *           1      flags: 1 COMMIT     the last frame of a batch; checkpoint follows
 *                         2 SEALED     the last frame of the log
 *                         4 CONTINUES  the text begins in the middle of a line; its state follows
 *                         8 RETURNED   (with CONTINUES) the line's last byte so far is a carriage return
 *           v      number of the first line that ends in this frame or after it
 *           v v    COMMIT: checkpoint: offset in the source, revision
 *           v v v  CONTINUES: where the shown part of the line begins (file position of the frame, offset in its
 *                  text), its length so far
 *           v      number of runs, then for each
 *             v      lines that end in this frame; 0 only in the last run, which describes the line that the
 *                    frame leaves unfinished
 *             1      kind (bits 0-1, code of RecordKind), sensitive (bit 2)
 *             s      time: milliseconds since the run before it, the first one since 1970
 *           rest   text: the lines' bytes as they came, each with its line feed; at most MAX_TEXT bytes
 *
 * v = varint: 7 bits a byte, least significant first, high bit = more follow; s = the same, sign in the lowest bit
 * </pre>
 *
 * What makes it fast is that the text stands together as the command printed it: copying it out, or searching in it, needs
 * no look at single records, and the 30 bytes or so that a frame costs are spread over up to 64 KiB. A line is split over
 * frames only if it is longer than that.
 *
 * <p>A batch may be many frames, and being killed may leave any part of it in the file. Only the last frame of a batch
 * has the flag COMMIT and the checkpoint, which is not known before; on opening, the log is cut back to the end of the
 * last frame that has it. So a batch is in the log as a whole together with its checkpoint, or not at all.
 *
 * <p>There is no fsync. What was committed survives the death of the process, because the page cache does; after a loss of
 * power the log may end some seconds earlier, at the end of some batch.
 */
final class LogFormat {
    static final byte[] HEADER = "SPIDERPIG LOG  1".getBytes(StandardCharsets.US_ASCII);
    static final int MAX_TEXT = 64 * 1024;
    static final int MAX_RUNS = 4096;
    static final int PREFIX_LENGTH = 2 * Integer.BYTES;
    static final int MAX_FRAME = 128 * 1024;

    private static final int MAX_BODY = MAX_FRAME - PREFIX_LENGTH;
    private static final int COMMIT = 1;
    private static final int SEALED = 2;
    private static final int CONTINUES = 4;
    private static final int RETURNED = 8;

    private LogFormat() {}

    /**
     * Tells whether a file begins as a log of this version.
     *
     * @throws LogDamagedException if it begins as something else
     */
    static void checkHeader(byte[] header, Object file) {
        if (!Arrays.equals(header, HEADER)) {
            throw new LogDamagedException(
                    file + " is not a log of version 1: it begins with \"" + printable(header) + "\"");
        }
    }

    private static String printable(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?");
    }

    /**
     * Appends one frame to {@code out}.
     *
     * @param firstLine number of the first line that ends in the frame or after it
     * @param continued the line that the frame's text begins in, null if it begins a line
     * @param checkpoint null unless the frame is the last of its batch
     * @param seal whether the frame is the last of the log
     */
    static void encode(
            ByteBatch out,
            long firstLine,
            @Nullable OpenLine continued,
            Runs runs,
            byte[] text,
            int textLength,
            @Nullable Checkpoint checkpoint,
            boolean seal) {
        int start = out.length();
        out.putInt(0);
        out.putInt(0);
        out.put((checkpoint == null ? 0 : COMMIT)
                | (seal ? SEALED : 0)
                | (continued == null ? 0 : CONTINUES)
                | (continued != null && continued.returned() ? RETURNED : 0));
        out.putVarint(firstLine);
        if (checkpoint != null) {
            out.putVarint(checkpoint.sourceOffset());
            out.putVarint(checkpoint.revision());
        }
        if (continued != null) {
            out.putVarint(continued.shownFrame());
            out.putVarint(continued.shownOffset());
            out.putVarint(continued.shownLength());
        }
        out.putVarint(runs.size());
        long base = 0;
        for (int run = 0; run < runs.size(); run++) {
            out.putVarint(runs.count(run));
            out.put(runs.attributes(run));
            out.putSigned(runs.millis(run) - base);
            base = runs.millis(run);
        }
        out.put(text, 0, textLength);
        int body = start + PREFIX_LENGTH;
        out.setInt(start, out.length() - body);
        out.setInt(start + Integer.BYTES, checksum(out.array(), body, out.length()));
    }

    /**
     * The frame that begins at {@code offset} of {@code bytes}, or null if there is no whole one before {@code limit}.
     *
     * @param position where {@code offset} stands in the file
     */
    static @Nullable Frame decode(byte[] bytes, int offset, int limit, long position) {
        if (limit - offset < PREFIX_LENGTH) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, limit - offset);
        int length = in.getInt();
        int checksum = in.getInt();
        // A length of 0 is what a file system leaves behind that lost the data but kept the size.
        if (length < 1 || length > MAX_BODY || length > in.remaining()) {
            return null;
        }
        int end = in.position() + length;
        if (checksum(bytes, in.position(), end) != checksum) {
            return null;
        }
        try {
            in.limit(end);
            return decodeBody(in, bytes, position, PREFIX_LENGTH + length);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Frame decodeBody(ByteBuffer in, byte[] bytes, long position, int length) {
        int flags = in.get();
        long firstLine = ByteBatch.varint(in);
        Checkpoint checkpoint =
                (flags & COMMIT) == 0 ? null : new Checkpoint(ByteBatch.varint(in), ByteBatch.varint(in));
        long shownFrame = 0;
        int shownOffset = 0;
        long shownLength = 0;
        if ((flags & CONTINUES) != 0) {
            shownFrame = ByteBatch.varint(in);
            shownOffset = (int) ByteBatch.varint(in);
            shownLength = ByteBatch.varint(in);
        }
        Runs runs = new Runs();
        long millis = 0;
        for (long remaining = ByteBatch.varint(in); remaining > 0; remaining--) {
            int count = (int) ByteBatch.varint(in);
            int attributes = in.get();
            millis += ByteBatch.signed(in);
            runs.add(count, attributes, millis);
        }
        OpenLine continued = (flags & CONTINUES) == 0
                ? null
                : new OpenLine(
                        runs.attributes(0),
                        runs.millis(0),
                        shownFrame,
                        shownOffset,
                        shownLength,
                        (flags & RETURNED) != 0);
        return new Frame(
                position,
                length,
                firstLine,
                checkpoint,
                (flags & SEALED) != 0,
                continued,
                runs,
                bytes,
                in.position(),
                in.limit());
    }

    private static int checksum(byte[] bytes, int from, int to) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, to - from);
        return (int) checksum.getValue();
    }
}
