package spiderpig.runner;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells whether the job has taken every answer that was written for it.
 *
 * <p>For up to 100 ms after an answer was written, the program that asked still shows as waiting: the feeder hasn't
 * noticed yet. To see a new question in that would be to ask the old one twice. So the way of the answer is followed:
 *
 * <ol>
 *   <li>the feeder's position in {@code answers} is the size of the file: it has read all of it;
 *   <li>the feeder sleeps: it has written what it read, or is blocked in the middle of that;
 *   <li>the pipe is empty: it wasn't blocked, and somebody has taken everything.
 * </ol>
 *
 * In this order each step holds of everything that was in {@code answers} at the beginning; whoever is seen waiting
 * <em>afterwards</em> waits for more.
 *
 * <p>May be used by several threads at once; holds no state.
 */
final class AnswerFeed {

    enum Progress {
        /** All that stood in {@code answers} has been taken. */
        TAKEN,
        /** Something is still under way. */
        UNDER_WAY,
        /** There is no feeder any more: the job's input has ended. */
        ENDED,
        /** The kernel doesn't show. */
        UNKNOWN
    }

    private final Path proc;

    AnswerFeed() {
        this(Path.of("/proc"));
    }

    /** For tests that bring a {@code /proc} of their own. */
    AnswerFeed(Path proc) {
        this.proc = proc;
    }

    Progress progress(JobInput job) {
        Path feeder = proc.resolve(Long.toString(job.feeder()));
        try {
            if (!Descriptors.leadsTo(feeder.resolve("fd/1"), job.stdin())) {
                return Progress.ENDED; // the process id belongs to somebody else by now
            }
            long size = Files.size(job.answers());
            Optional<Long> position = position(feeder, job.answers());
            if (position.isEmpty()) {
                return Progress.UNKNOWN;
            }
            boolean taken = position.get() >= size && sleeps(feeder) && unread(feeder.resolve("fd/1")) == 0;
            return taken ? Progress.TAKEN : Progress.UNDER_WAY;
        } catch (IOException e) {
            return Files.exists(feeder) ? Progress.UNKNOWN : Progress.ENDED;
        }
    }

    private static Optional<Long> position(Path feeder, Path answers) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(feeder.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Descriptors.leadsTo(descriptor, answers)) {
                    Path info = feeder.resolve("fdinfo").resolve(descriptor.getFileName());
                    return Files.readString(info)
                            .lines()
                            .filter(line -> line.startsWith("pos:"))
                            .map(line -> Long.parseLong(
                                    line.substring("pos:".length()).strip()))
                            .findFirst();
                }
            }
            return Optional.empty();
        }
    }

    /** The state follows the name, which is in parentheses and may hold any character: {@code 17 (tail) S 1 …}. */
    private static boolean sleeps(Path feeder) throws IOException {
        String stat = Files.readString(feeder.resolve("stat"));
        return stat.startsWith(") S", stat.lastIndexOf(')'));
    }

    /**
     * How many bytes stand in the pipe. Opened through a process's own descriptor, so that nothing is created where
     * there is no pipe any more, and for reading and writing, so that it never blocks.
     */
    static int unread(Path descriptor) throws IOException {
        try (RandomAccessFile pipe = new RandomAccessFile(descriptor.toFile(), "rw");
                FileInputStream stream = new FileInputStream(pipe.getFD())) {
            return stream.available();
        }
    }
}
