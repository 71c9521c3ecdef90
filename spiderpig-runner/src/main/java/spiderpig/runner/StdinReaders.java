package spiderpig.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells from {@code /proc} which processes of a job wait for its stdin.
 *
 * <p>Only the job's own processes are looked at: the session leader and its descendants, a few small files for each of
 * their threads. Every thread counts, since a JVM, for one, reads stdin in another than the first. What waits on the
 * pipe through another descriptor than 0 ({@code read -u 3}) is found too.
 *
 * <p>Where the kernel doesn't show a thread's system call (Yama, after the server's restart: its jobs are no longer its
 * descendants), the function that the thread sleeps in ({@code wchan}) tells less: a shell that reads the output of a
 * command looks like one that reads stdin. Such threads are only said to listen.
 *
 * <p>May be used by several threads at once; holds no state.
 */
final class StdinReaders {

    /**
     * What was seen in one look.
     *
     * @param readers those that wait for stdin
     * @param complete whether every process could be looked into; if not, others may be waiting as well
     */
    record Sighting(List<StdinReader> readers, boolean complete) {
        Sighting {
            readers = List.copyOf(readers);
        }
    }

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern EPOLL_TARGET =
            Pattern.compile("tfd:\\s*(?<descriptor>[0-9]+)\\s+events:\\s*(?<events>[0-9a-f]+)");
    private static final int POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    /** More descriptors than this in one call are not asked for stdin, but are a server's. */
    private static final int MAX_DESCRIPTORS = 1024;

    private final Path proc;
    private final InputCalls calls;

    StdinReaders() {
        this(Path.of("/proc"), InputCalls.ofThisMachine());
    }

    /** For tests that bring a {@code /proc} of their own. */
    StdinReaders(Path proc, InputCalls calls) {
        this.proc = proc;
        this.calls = calls;
    }

    /** A process to be looked into, and the thread whose child it is. */
    private record Child(long pid, Path parent) {}

    /** Looks once, at the job's session leader and all that has come from it; finds none if the leader is gone. */
    Sighting find(JobInput job) {
        List<StdinReader> readers = new ArrayList<>();
        boolean complete = true;
        Path wrapper = proc.resolve(Long.toString(job.wrapper())).resolve("task/" + job.wrapper());
        Deque<Child> toVisit = new ArrayDeque<>(List.of(new Child(job.leader(), wrapper)));
        while (!toVisit.isEmpty()) {
            Child child = toVisit.pop();
            Path process = proc.resolve(Long.toString(child.pid()));
            try {
                for (Path task : tasks(process)) {
                    children(task).forEach(pid -> toVisit.add(new Child(pid, task)));
                    Optional<StdinReader.Wait> wait = wait(process, task, job.stdin());
                    if (wait.isPresent()) {
                        readers.add(new StdinReader(
                                child.pid(), text(process.resolve("comm")).strip(), wait.get()));
                    }
                }
            } catch (IOException e) {
                // A process that ended meanwhile waits for nothing; any other keeps its secrets.
                complete &= !Files.exists(process) && !isHidden(child);
            }
        }
        return new Sighting(readers, complete);
    }

    /** Mounted with {@code hidepid=2}, {@code /proc} has no entry for another user's process, but its parent still names it. */
    private static boolean isHidden(Child child) {
        try {
            return children(child.parent()).contains(child.pid());
        } catch (IOException e) {
            return false; // the parent has ended, too
        }
    }

    private static List<Path> tasks(Path process) throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            List<Path> result = new ArrayList<>();
            tasks.forEach(result::add);
            return result;
        }
    }

    private static List<Long> children(Path task) throws IOException {
        return NUMBER.matcher(text(task.resolve("children")))
                .results()
                .map(pid -> Long.parseLong(pid.group()))
                .toList();
    }

    private Optional<StdinReader.Wait> wait(Path process, Path task, Path stdin) throws IOException {
        String call;
        try {
            call = text(task.resolve("syscall"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return sleepsOn(process, task, stdin) ? Optional.of(StdinReader.Wait.LISTENING) : Optional.empty();
        }
        String[] fields = call.strip().split(" ");
        if (fields.length < 7) {
            return Optional.empty(); // "running", or blocked outside of any system call
        }
        int number = Integer.parseInt(fields[0]);
        if (calls.read().contains(number)) {
            return isStdin(process, argument(fields, 1), stdin)
                    ? Optional.of(StdinReader.Wait.READING)
                    : Optional.empty();
        }
        if (calls.poll().contains(number)
                && argument(fields, 2) == 1
                && waitsForEver(fields)
                && polls(process, fields, stdin)) {
            return Optional.of(StdinReader.Wait.READING); // for nothing else, and without end: busybox's read
        }
        boolean listens = (calls.poll().contains(number) && polls(process, fields, stdin))
                || (calls.select().contains(number) && selects(process, fields, stdin))
                || (calls.epoll().contains(number) && epolls(process, fields, stdin));
        return listens ? Optional.of(StdinReader.Wait.LISTENING) : Optional.empty();
    }

    /** The kernel names the function it sleeps in, with a suffix at times: {@code do_poll.constprop.0}. */
    private static boolean sleepsOn(Path process, Path task, Path stdin) throws IOException {
        if (!isStdin(process, 0, stdin)) {
            return false;
        }
        String function = text(task.resolve("wchan")).strip();
        if (function.isEmpty() || function.equals("0")) {
            throw new IOException("The kernel doesn't say what " + task + " waits for");
        }
        return function.contains("pipe_read")
                || function.contains("pipe_wait")
                || function.contains("poll")
                || function.contains("select");
    }

    private static boolean polls(Path process, String[] fields, Path stdin) throws IOException {
        long count = argument(fields, 2);
        if (count <= 0 || count > MAX_DESCRIPTORS) {
            return false;
        }
        ByteBuffer polled = memory(process, argument(fields, 1), (int) count * POLLFD_BYTES);
        while (polled.remaining() >= POLLFD_BYTES) {
            int descriptor = polled.getInt();
            int events = polled.getShort();
            polled.getShort(); // revents, written by the kernel at the end
            if ((events & POLLIN) != 0 && isStdin(process, descriptor, stdin)) {
                return true;
            }
        }
        return false;
    }

    /** {@code poll} takes milliseconds, of which all bits set mean for ever, {@code ppoll} a pointer, which is null then. */
    private boolean waitsForEver(String[] fields) {
        boolean poll = Integer.parseInt(fields[0]) == calls.pollMilliseconds();
        return poll ? (int) argument(fields, 3) < 0 : argument(fields, 3) == 0;
    }

    private static boolean selects(Path process, String[] fields, Path stdin) throws IOException {
        long count = argument(fields, 1);
        long set = argument(fields, 2);
        if (set == 0 || count <= 0 || count > MAX_DESCRIPTORS) {
            return false;
        }
        ByteBuffer bits = memory(process, set, (int) (count + 7) / 8);
        for (int descriptor = 0; descriptor < count && descriptor / 8 < bits.limit(); descriptor++) {
            boolean awaited = (bits.get(descriptor / 8) >> descriptor % 8 & 1) != 0;
            if (awaited && isStdin(process, descriptor, stdin)) {
                return true;
            }
        }
        return false;
    }

    /** The kernel has a line for each descriptor: {@code tfd:        0 events:       19 data: …}, events in hex. */
    private static boolean epolls(Path process, String[] fields, Path stdin) throws IOException {
        Path info = process.resolve("fdinfo").resolve(Long.toString(argument(fields, 1)));
        Matcher awaited = EPOLL_TARGET.matcher(text(info));
        while (awaited.find()) {
            if ((Long.parseLong(awaited.group("events"), 16) & POLLIN) != 0
                    && isStdin(process, Long.parseLong(awaited.group("descriptor")), stdin)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStdin(Path process, long descriptor, Path stdin) throws IOException {
        try {
            return Descriptors.leadsTo(process.resolve("fd").resolve(Long.toString(descriptor)), stdin);
        } catch (NoSuchFileException e) {
            return false; // closed
        }
    }

    /** Addresses and counts are unsigned hexadecimal, {@code int} arguments with whatever the upper half holds. */
    private static long argument(String[] fields, int index) {
        return Long.parseUnsignedLong(fields[index].substring("0x".length()), 16);
    }

    private static ByteBuffer memory(Path process, long address, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel memory = FileChannel.open(process.resolve("mem"))) {
            memory.read(bytes, address);
        }
        return bytes.flip();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
