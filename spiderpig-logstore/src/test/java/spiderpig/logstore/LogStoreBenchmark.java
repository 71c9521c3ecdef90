package spiderpig.logstore;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import spiderpig.logstore.SearchQuery.Direction;

/**
 * Measures the log store against the tools of the system, on the same bytes and the same disk, best of some rounds.
 *
 * <pre>
 * java spiderpig.logstore.LogStoreBenchmark DIRECTORY LINES...
 * </pre>
 *
 * It needs some three times the bytes of the lines, 100 each, in a directory of its own below the given one.
 */
final class LogStoreBenchmark {
    private static final int LINE_LENGTH = 100;
    private static final int ROUNDS = 5;
    private static final int PAGES = 2000;
    private static final int BATCH = 1024 * 1024;
    private static final String ABSENT = "checkpoint lost";

    private final Path directory;
    private final int lines;
    private final Path source;
    private final Path copy;

    private LogStoreBenchmark(Path directory, int lines) {
        this.directory = directory;
        this.lines = lines;
        this.source = directory.resolve("source");
        this.copy = directory.resolve("copy");
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("--ingest")) { // the child that is killed
            new LogStoreBenchmark(Path.of(arguments[1]), 0).ingestUntilKilled();
            return;
        }
        System.out.printf("%-44s %12s %12s %8s %8s%n", "what", "ours", "yardstick", "ratio", "goal");
        for (String lines : Arrays.asList(arguments).subList(1, arguments.length)) {
            Path directory = Files.createTempDirectory(Path.of(arguments[0]), "logstore-benchmark");
            try {
                new LogStoreBenchmark(directory, Integer.parseInt(lines)).run();
            } finally {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private void run() throws Exception {
        writeSource();
        System.out.printf("%,d lines of %d bytes%n", lines, LINE_LENGTH);
        List<String> cat = List.of("cat", source.toString());
        double copying = best(() -> run(cat, copy));
        speed("ingest : cat >copy", best(this::ingest), copying, 0.5);
        measureReading(best(() -> run(cat, copy)));
        measureOpening();
    }

    private void measureReading(double copying) throws Exception {
        try (LogStore store = LogStore.open(directory)) {
            JobLog log = store.find(1).orElseThrow();
            double start = pages(log, 0);
            double end = pages(log, lines - 20_000);
            row("page of 500 at the start, p50 us", start * 1e6, 1000, start * 1e6 / 1000, 1);
            row("page of 500 at the end : at the start, p50 us", end * 1e6, start * 1e6, end / start, 1.2);
            speed("whole text, masked : cat >copy", best(() -> writeText(log.masked())), copying, 0.5);
            speed("whole text, unmasked : cat >copy", best(() -> writeText(log.unmasked())), copying, 0.5);
            double grep = best(() -> run(List.of("grep", "-F", ABSENT, source.toString()), copy));
            speed("search, unmasked : grep -F", best(() -> search(log.unmasked(), ABSENT, false, true)), grep, 0.25);
            speed("search, masked : grep -F", best(() -> search(log.masked(), ABSENT, false, true)), grep, 0.25);
            double grepIgnoringCase = best(() -> run(List.of("grep", "-F", "-i", ABSENT, source.toString()), copy));
            speed(
                    "search, either case : grep -F -i",
                    best(() -> search(log.masked(), ABSENT, false, false)),
                    grepIgnoringCase,
                    0.25);
            double grepRegex =
                    best(() -> run(List.of("grep", "-E", "checkpoint [0-9]+ lost", source.toString()), copy));
            speed(
                    "search, regular expression : grep -E",
                    best(() -> search(log.masked(), "checkpoint [0-9]+ lost", true, true)),
                    grepRegex,
                    0.25);
            double onDisk = (double) log.sizeOnDisk();
            double printed = (double) Files.size(source);
            row("bytes on disk : bytes printed", onDisk, printed, onDisk / printed, 1.15);
        }
    }

    private void measureOpening() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LogStoreBenchmark.class.getName(),
                        "--ingest",
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream out = child.getInputStream()) {
            if (out.read() < 0) {
                throw new IllegalStateException("The writer ended before it was killed");
            }
        }
        child.destroyForcibly().waitFor(); // SIGKILL
        double opening = best(() -> {
            try (LogStore store = LogStore.open(directory)) {
                check(store.find(2).orElseThrow().read(-1, 1).from() == lines - 1, "all lines are there");
            }
        });
        row("open after kill -9 and read the end, ms", opening * 1e3, 100, opening * 1e3 / 100, 1);
    }

    private void writeSource() throws IOException {
        Random random = new Random(1);
        String[] words =
                "deploy sync scap host canary check php-fpm restart mw1234 completed in ms wiki version rsync proxy"
                        .split(" ");
        StringBuilder line = new StringBuilder();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(source), BATCH)) {
            for (int number = 0; number < lines; number++) {
                line.setLength(0);
                line.append(Instant.ofEpochSecond(1_700_000_000L + number / 100))
                        .append(" [")
                        .append(number)
                        .append("]");
                while (line.length() < LINE_LENGTH) {
                    line.append(' ').append(words[random.nextInt(words.length)]);
                }
                line.setLength(LINE_LENGTH - 1);
                out.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private void ingest() throws IOException {
        try (LogStore store = LogStore.open(directory)) {
            store.delete(1);
            LogWriter writer = store.create(1).writer();
            writer.complete(ingest(writer));
        }
    }

    private void ingestUntilKilled() throws IOException, InterruptedException {
        LogStore store = LogStore.open(directory);
        LogWriter writer = store.create(2).writer();
        writer.commit(ingest(writer));
        System.out.println("ready");
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }

    /** Reads the source as a runner reads a command's output: in chunks, each a batch. */
    private Checkpoint ingest(LogWriter writer) throws IOException {
        byte[] chunk = new byte[BATCH];
        long offset = 0;
        try (InputStream in = Files.newInputStream(source)) {
            for (int length; (length = in.read(chunk)) > 0; ) {
                Instant now = Instant.now();
                int start = 0;
                for (int end; (end = Bytes.indexOf(chunk, start, length, Bytes.LINE_FEED)) >= 0; start = end + 1) {
                    writer.line(RecordKind.OUTPUT, now, false, chunk, start, end);
                }
                if (start < length) {
                    writer.fragment(RecordKind.OUTPUT, now, chunk, start, length);
                }
                offset += length;
                writer.commit(new Checkpoint(offset, 0));
            }
        }
        return new Checkpoint(offset, 0);
    }

    /** Seconds that a page takes that nobody has asked for before, the median of many. */
    private double pages(JobLog log, int from) {
        double[] times = new double[PAGES];
        for (int round = 0; round < PAGES; round++) {
            int first = from + round * 7 % 19_000;
            long start = System.nanoTime();
            check(log.read(first, 500).records().size() == 500, "a page has 500 lines");
            times[round] = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(times);
        return times[PAGES / 2];
    }

    private void writeText(LogView view) throws IOException {
        try (OutputStream out = Files.newOutputStream(copy)) {
            view.writeText(0, out);
        }
        check(Files.size(copy) == Files.size(source), "all the text is there");
    }

    private static void search(LogView view, String text, boolean regex, boolean caseSensitive) {
        SearchQuery query = new SearchQuery(text, regex, caseSensitive, 0, Direction.NEXT, Duration.ofHours(1));
        check(view.search(query).equals(SearchResult.NONE), "what is absent is not found");
    }

    private static void run(List<String> command, Path output) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(new File(output.toString()));
        builder.environment().put("LC_ALL", "C");
        builder.start().waitFor();
    }

    private static void check(boolean condition, String expectation) {
        if (!condition) {
            throw new IllegalStateException("It is not true that " + expectation);
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    /** Seconds, the least of some rounds. */
    private static double best(Task task) throws Exception {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            task.run();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    /** A row of two speeds, in megabytes a second. */
    private void speed(String what, double ours, double yardstick, double goal) {
        double megabytes = lines * (double) LINE_LENGTH / 1e6;
        row(what + ", MB/s", megabytes / ours, megabytes / yardstick, yardstick / ours, goal);
    }

    private static void row(String what, double ours, double yardstick, double ratio, double goal) {
        System.out.printf("%-44s %,12.1f %,12.1f %8.2f %8.2f%n", what, ours, yardstick, ratio, goal);
    }
}
