package spiderpig.runner;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system that is full soon. Where none can be mounted, which takes root, the test that wants it is skipped. */
final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /**
     * Mounts one.
     *
     * @param path where; a directory that is not there yet
     * @param size as {@code mount} takes it: {@code 400k}, {@code 3m}
     */
    static SmallDisk mount(Path path, String size) throws IOException {
        Files.createDirectory(path);
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()))
                .as("a file system of our own can be had")
                .isZero();
        return new SmallDisk(path);
    }

    Path path() {
        return path;
    }

    void grow(String size) {
        if (run("mount", "-o", "remount,size=" + size, path.toString()) != 0) {
            throw new IllegalStateException(path + " can't be made larger");
        }
    }

    @Override
    public void close() {
        run("umount", "-l", path.toString());
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts tests", e);
        }
    }
}
