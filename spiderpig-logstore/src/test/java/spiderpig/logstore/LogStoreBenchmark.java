package spiderpig.logstore;

import java.io.BufferedOutputStream;
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
import java.util.Random;
import java.util.stream.Stream;
import spiderpig.logstore.SearchQuery.Direction;

/**
 * Measures the log store against the tools of the system, on the same bytes and the same disk: the median of rounds in which both take turns.
 *
 * <pre>
 * java spiderpig.logstore.LogStoreBenchmark DIRECTORY LINES...
 * </pre>
 *
 * It needs some three times the bytes of the lines, 100 each, in a directory of its own below the given one.
 */
final class LogStoreBenchmark {
    private static final int LINE_LENGTH = 100;
    private static final int ROUNDS = 9;
    private static final int PAGES = 2000;
    private static final int BATCH = 1024 * 1024;
    private static final String ABSENT = "checkpoint lost";
    private static final String ABSENT_REGEX = "checkpoint [0-9]+ lost";

    /** Its words are on many lines, some of them in this order. */
    private static final String COMMON_WORDS_REGEX = "rsync [a-z]+ php-fpm [0-9]+ wiki";

    private static final String CHOICE_REGEX = "(checkpoint|snapshot) [0-9]+ lost";

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
        System.out.printf("%-46s %12s %12s %8s %8s%n", "what", "ours", "yardstick", "ratio", "goal");
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
        compare("ingest : cat >copy", this::ingest, cat(), 0.5);
        measureReading();
        measureOpening();
    }

    private void measureReading() throws Exception {
        try (LogStore store = LogStore.open(directory)) {
            JobLog log = store.find(1).orElseThrow();
            double start = pages(log, 0);
            double end = pages(log, lines - 20_000);
            row("page of 500 at the start : 1 ms, us", start * 1e6, 1000, start * 1e3, 1);
            row("page of 500 at the end : at the start, us", end * 1e6, start * 1e6, end / start, 1.2);
            compare("whole text, masked : cat >copy", () -> writeText(log.masked()), cat(), 0.5);
            compare("whole text, unmasked : cat >copy", () -> writeText(log.unmasked()), cat(), 0.5);
            compare(
                    "search, masked : grep -F",
                    () -> search(log.masked(), ABSENT, false, true),
                    grep("-F", ABSENT),
                    0.25);
            compare(
                    "search, either case : grep -F -i",
                    () -> search(log.masked(), ABSENT, false, false),
                    grep("-Fi", ABSENT),
                    0.25);
            compare(
                    "search, regular expression : grep -E",
                    () -> search(log.masked(), ABSENT_REGEX, true, true),
                    grep("-E", ABSENT_REGEX),
                    0.25);
            compare(
                    "search, expression of common words : grep -E",
                    () -> search(log.masked(), COMMON_WORDS_REGEX, true, true),
                    grep("-E", COMMON_WORDS_REGEX),
                    0.25);
            compare(
                    "search, expression with a choice : grep -E",
                    () -> search(log.masked(), CHOICE_REGEX, true, true),
                    grep("-E", CHOICE_REGEX),
                    0.25);
            double onDisk = (double) log.sizeOnDisk();
            double printed = (double) Files.size(source);
            row("bytes on disk : bytes printed, MB", onDisk / 1e6, printed / 1e6, onDisk / printed, 1.15);
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
        double opening = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            try (LogStore store = LogStore.open(directory)) {
                long start = System.nanoTime();
                check(store.find(2).orElseThrow().read(-1, 1).from() == lines - 1, "all lines are there");
                opening = Math.min(opening, (System.nanoTime() - start) / 1e9);
            }
        }
        row("open after kill -9, read the end : 100 ms, ms", opening * 1e3, 100, opening * 10, 1);
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
                writer.fragment(RecordKind.OUTPUT, now, chunk, 0, length);
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
        return median(times);
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

    private Task cat() {
        return () -> run("cat", source.toString());
    }

    private Task grep(String options, String text) {
        return () -> run("grep", options, text, source.toString());
    }

    private void run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(copy.toFile());
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

    /** Prints a row of two speeds, in megabytes a second. What else the machine does meets both, because they take turns. */
    private void compare(String what, Task task, Task yardstick, double goal) throws Exception {
        double[] ours = new double[ROUNDS];
        double[] others = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = seconds(task);
            others[round] = seconds(yardstick);
        }
        double megabytes = lines * (double) LINE_LENGTH / 1e6;
        row(what + ", MB/s", megabytes / median(ours), megabytes / median(others), median(others) / median(ours), goal);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double seconds(Task task) throws Exception {
        long start = System.nanoTime();
        task.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void row(String what, double ours, double yardstick, double ratio, double goal) {
        System.out.printf("%-46s %,12.1f %,12.1f %8.2f %8.2f%n", what, ours, yardstick, ratio, goal);
    }
}
