package spiderpig.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import spiderpig.core.Delivery;

/**
 * Writes answers where the job's input is read from. What stands there reaches the job, once; so writing a delivery again
 * writes only what is missing of it, which after the first time is nothing.
 *
 * <p>For one thread.
 */
final class AnswerWriter {
    private final Path file;

    AnswerWriter(Path file) {
        this.file = file;
    }

    /**
     * Completes a delivery.
     *
     * @throws IOException if not all of it could be written; to be called again
     * @throws IllegalStateException if an earlier delivery is missing
     */
    void write(Delivery delivery) throws IOException {
        // Not APPEND, which would make the system ignore positions.
        try (FileChannel answers = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long size = answers.size();
            if (size < delivery.offset()) {
                throw new IllegalStateException(
                        file + " has " + size + " bytes, too few for " + delivery + " to be written next");
            }
            if (size >= delivery.end()) {
                return;
            }
            ByteBuffer missing = ByteBuffer.wrap(delivery.bytes()).position((int) (size - delivery.offset()));
            while (missing.hasRemaining()) {
                size += answers.write(missing, size);
            }
        }
    }
}
