package spiderpig.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program as a job is run, by the same wrapper and through the same pipes, but with no server: what the benchmark holds
 * the server against. For one thread.
 */
final class BareJob {
    private static final String KEY = "SPIDERPIG_IO_KEY";

    private final Path directory;
    private final Path wrapper;
    private final List<String> program;
    private int runs;

    /**
     * @param directory where its files go
     * @param program to be followed by a mode and a number
     */
    BareJob(Path directory, List<String> program) throws IOException {
        this.directory = directory;
        this.program = program;
        this.wrapper = directory.resolve("job.sh");
        try (InputStream script =
                Objects.requireNonNull(BareJob.class.getResourceAsStream("/spiderpig/runner/job.sh"))) {
            Files.write(wrapper, script.readAllBytes());
        }
    }

    /** Starts the program without a wrapper, and ends it; returns after how many nanoseconds it ran, as it tells. */
    long startAlone(String mode) throws IOException {
        long before = LatencyBenchmark.now();
        Process process = process(program, mode, 0).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return LatencyBenchmark.number(out.readLine(), "started ") - before;
        } finally {
            process.destroyForcibly();
        }
    }

    Run start(String mode, int number) throws IOException {
        return new Run(Files.createDirectory(directory.resolve("bare-" + runs++)), mode, number);
    }

    private static ProcessBuilder process(List<String> start, String mode, int number) {
        List<String> command = new ArrayList<>(start);
        command.addAll(List.of(mode, Integer.toString(number)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(KEY, "none");
        return builder;
    }

    /** A run of the program, until it is closed. */
    final class Run implements AutoCloseable {
        private final Path files;
        private final FileChannel output;
        private final FileChannel answers;
        private final WatchService watch = FileSystems.getDefault().newWatchService();
        private final Process process;
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        private String unread = "";
        private String line = "";

        private Run(Path files, String mode, int number) throws IOException {
            this.files = files;
            output = FileChannel.open(
                    files.resolve("output"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            answers = FileChannel.open(files.resolve("answers"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            files.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            List<String> command = new ArrayList<>(List.of("setsid", "/bin/sh", wrapper.toString(), files.toString()));
            command.addAll(program);
            process = process(command, mode, number)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        /** Waits for the next line in which a word stands; returns when it was there. */
        long awaitLine(String word) throws IOException, InterruptedException {
            while (true) {
                int end = unread.indexOf('\n');
                if (end >= 0) {
                    line = unread.substring(0, end);
                    unread = unread.substring(end + 1);
                    if (line.contains(word)) {
                        return LatencyBenchmark.now();
                    }
                } else if (!read()) {
                    WatchKey key = watch.poll(10, TimeUnit.SECONDS);
                    if (key == null) {
                        throw new IllegalStateException("No \"" + word + "\" came within 10 s");
                    }
                    key.pollEvents();
                    key.reset();
                }
            }
        }

        private boolean read() throws IOException {
            buffer.clear();
            if (output.read(buffer) <= 0) {
                return false;
            }
            unread += new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            return true;
        }

        /** The line that was waited for last. */
        String line() {
            return line;
        }

        void answer(String text) throws IOException {
            answers.write(StandardCharsets.UTF_8.encode(text + "\n"));
        }

        @Override
        public void close() throws IOException, InterruptedException {
            String leader = Files.readSymbolicLink(files.resolve("leader")).toString();
            ProcessHandle.of(Long.parseLong(leader.substring(0, leader.indexOf(':'))))
                    .ifPresent(ProcessHandle::destroyForcibly);
            process.waitFor();
            watch.close();
            output.close();
            answers.close();
        }
    }
}
