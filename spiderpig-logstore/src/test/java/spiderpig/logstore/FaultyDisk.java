package spiderpig.logstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/** A disk that is full after so many writes, in the middle of one, until there is space again. For one thread. */
final class FaultyDisk implements ChannelOpener {
    private int writesLeft = Integer.MAX_VALUE;
    private int bytesOfLastWrite;
    private boolean truncates = true;

    /**
     * Fills the disk.
     *
     * @param writes how many writes still succeed
     * @param bytes how many bytes of the next one are written
     * @param canTruncate whether files can be cut back meanwhile
     */
    void failAfter(int writes, int bytes, boolean canTruncate) {
        writesLeft = writes;
        bytesOfLastWrite = bytes;
        truncates = canTruncate;
    }

    /** Makes space. */
    void repair() {
        failAfter(Integer.MAX_VALUE, 0, true);
    }

    @Override
    public FileChannel open(Path file, Set<OpenOption> options) throws IOException {
        return new Channel(FileChannel.open(file, options));
    }

    private static IOException full() {
        return new IOException("No space left on device");
    }

    private final class Channel extends FileChannel {
        private final FileChannel file;

        Channel(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            if (writesLeft > 0) {
                writesLeft--;
                return file.write(source, position);
            }
            source.limit(source.position() + Math.min(bytesOfLastWrite, source.remaining()));
            bytesOfLastWrite = 0;
            file.write(source, position);
            throw full();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            if (!truncates) {
                throw full();
            }
            file.truncate(size);
            return this;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            return file.read(targets, offset, length);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long newPosition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force(boolean metaData) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return file.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
