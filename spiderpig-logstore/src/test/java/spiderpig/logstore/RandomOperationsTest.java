package spiderpig.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The log does whatever a plain list of lines does, whatever is done to it, the loss of any part of its end included. */
final class RandomOperationsTest {
    private static final RecordKind[] KINDS = RecordKind.values();

    @TempDir
    Path directory;

    static List<Long> seeds() {
        long first = Long.getLong("seed", System.nanoTime());
        return List.of(first, first + 1, first + 2, first + 3, first + 4, first + 5);
    }

    /** A line as the model keeps it. */
    private record Line(RecordKind kind, boolean sensitive, long millis, byte[] bytes) {}

    /** What a commit has made durable. */
    private record Commit(
            long end, int lines, Checkpoint checkpoint, byte[] open, RecordKind openKind, long openMillis) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void aLogIsAListOfLines(long seed) throws IOException {
        new Run(seed, directory).play(400);
    }

    private static final class Run {
        private final Random random;
        private final Path directory;
        private final String seed;
        private final List<Line> lines = new ArrayList<>();
        private final List<Commit> commits = new ArrayList<>();
        private final ByteArrayOutputStream open = new ByteArrayOutputStream();
        private RecordKind openKind = RecordKind.OUTPUT;
        private long openMillis;
        private LogStore store;
        private JobLog log;
        private long millis = 1_700_000_000_000L;

        Run(long seed, Path directory) {
            this.random = new Random(seed);
            this.directory = directory;
            this.seed = "seed " + seed;
            this.store = LogStore.open(directory, Masker.NONE);
            this.log = store.create(7);
            commits.add(new Commit(LogFormat.HEADER.length, 0, Checkpoint.START, new byte[0], openKind, 0));
        }

        void play(int steps) throws IOException {
            for (int step = 0; step < steps; step++) {
                int dice = random.nextInt(100);
                if (dice < 60) {
                    append();
                } else if (dice < 85) {
                    commit();
                } else if (dice < 95) {
                    readSomewhere();
                } else if (dice < 97) {
                    log.writer().discard();
                    goBackToTheLastCommit();
                } else if (dice < 99) {
                    reopen(false);
                } else {
                    reopen(true);
                }
            }
            commit();
            readAll();
            reopen(false);
            readAll();
            store.close();
        }

        private void append() {
            int count = random.nextInt(20) == 0 ? random.nextInt(5000) : random.nextInt(20);
            for (int i = 0; i < count; i++) {
                millis += random.nextInt(3) == 0 ? random.nextInt(2000) - 500 : 0;
                if (random.nextInt(20) == 0) {
                    appendTogether();
                    continue;
                }
                byte[] bytes = randomLine();
                RecordKind kind = random.nextInt(5) == 0 ? KINDS[random.nextInt(KINDS.length)] : RecordKind.OUTPUT;
                if (random.nextInt(30) == 0) {
                    if (open.size() > 0 && openKind != kind) {
                        endOpenLine();
                    }
                    log.writer().fragment(kind, Instant.ofEpochMilli(millis), bytes, 0, bytes.length);
                    open.writeBytes(bytes);
                    openKind = kind;
                    openMillis = millis;
                } else {
                    boolean sensitive = random.nextInt(50) == 0;
                    if (open.size() > 0 && (openKind != kind || sensitive)) {
                        endOpenLine();
                    }
                    log.writer().line(kind, Instant.ofEpochMilli(millis), sensitive, bytes, 0, bytes.length);
                    open.writeBytes(bytes);
                    lines.add(new Line(kind, sensitive, millis, open.toByteArray()));
                    open.reset();
                }
            }
        }

        /** Several lines in one call, the last one possibly without its end. */
        private void appendTogether() {
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            boolean ends = random.nextBoolean();
            if (open.size() > 0 && openKind != RecordKind.OUTPUT) {
                endOpenLine();
            }
            for (int more = random.nextInt(30); more >= 0; more--) {
                byte[] bytes = random.nextInt(3) == 0 ? new byte[0] : randomLine();
                together.writeBytes(bytes);
                open.writeBytes(bytes);
                if (more > 0 || ends) {
                    lines.add(new Line(RecordKind.OUTPUT, false, millis, open.toByteArray()));
                    open.reset();
                }
                if (more > 0) {
                    together.write(Bytes.LINE_FEED);
                }
            }
            byte[] bytes = together.toByteArray();
            if (ends) {
                log.writer().line(RecordKind.OUTPUT, Instant.ofEpochMilli(millis), false, bytes, 0, bytes.length);
            } else {
                log.writer().fragment(RecordKind.OUTPUT, Instant.ofEpochMilli(millis), bytes, 0, bytes.length);
                openKind = RecordKind.OUTPUT;
                openMillis = millis;
            }
        }

        /** A line of another kind ends the open one first, at the time of its last part. */
        private void endOpenLine() {
            lines.add(new Line(openKind, false, openMillis, open.toByteArray()));
            open.reset();
        }

        private byte[] randomLine() {
            int dice = random.nextInt(2000);
            int length = dice == 0
                    ? random.nextInt(300_000)
                    : dice < 10 ? random.nextInt(70_000) : dice < 100 ? 0 : random.nextInt(200);
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            boolean text = random.nextInt(4) > 0;
            for (int i = 0; i < length; i++) {
                if (text) {
                    bytes[i] = (byte) (' ' + (bytes[i] & 0x3F));
                }
                if (bytes[i] == '\n') {
                    bytes[i] = '\r';
                }
            }
            return bytes;
        }

        private void commit() throws IOException {
            Checkpoint checkpoint = new Checkpoint(random.nextInt(1_000_000_000), random.nextInt(1000));
            log.writer().commit(checkpoint);
            commits.add(
                    new Commit(Files.size(file()), lines.size(), checkpoint, open.toByteArray(), openKind, openMillis));
            assertThat(log.size()).as(seed).isEqualTo(lines.size());
        }

        private Path file() {
            return directory.resolve("7.log");
        }

        private void reopen(boolean torn) throws IOException {
            store.close();
            if (random.nextInt(4) == 0) {
                Files.deleteIfExists(directory.resolve("7.index"));
            }
            if (torn) {
                try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
                    long start = Math.max(0, file.length() - 1 - random.nextInt(200_000));
                    file.setLength(start);
                }
            }
            store = LogStore.open(directory, Masker.NONE);
            log = random.nextBoolean() ? store.create(7) : store.find(7).orElseThrow();
            long size = Files.size(file());
            commits.removeIf(commit -> commit.end() > Math.max(size, LogFormat.HEADER.length));
            goBackToTheLastCommit();
            assertThat(log.complete()).isFalse();
        }

        private void goBackToTheLastCommit() {
            Commit last = commits.get(commits.size() - 1);
            lines.subList(last.lines(), lines.size()).clear();
            open.reset();
            open.writeBytes(last.open());
            openKind = last.openKind();
            openMillis = last.openMillis();
            assertThat(log.size()).as(seed).isEqualTo(lines.size());
            assertThat(log.checkpoint()).as(seed).isEqualTo(last.checkpoint());
        }

        private void readSomewhere() {
            Commit last = commits.get(commits.size() - 1);
            int from = random.nextInt(last.lines() + 1);
            int count = random.nextInt(2000);
            boolean fromEnd = random.nextBoolean() && from < last.lines();
            LogPage page = log.unmasked().read(fromEnd ? from - last.lines() : from, count);
            assertThat(page.from()).as(seed).isEqualTo(from);
            assertThat(page.size()).as(seed).isEqualTo(last.lines());
            if (page.records().size() < Math.min(count, last.lines() - from)) {
                assertThat(page.records().stream()
                                .mapToInt(r -> r.text().length())
                                .sum())
                        .as(seed)
                        .isGreaterThanOrEqualTo(1024 * 1024);
            }
            check(page);
        }

        private void check(LogPage page) {
            long number = page.from();
            for (LogRecord record : page.records()) {
                Line line = lines.get((int) number);
                assertThat(record.number()).as(seed).isEqualTo(number++);
                assertThat(record.kind()).as(seed).isEqualTo(line.kind());
                assertThat(record.sensitive()).as(seed).isEqualTo(line.sensitive());
                assertThat(record.at()).as(seed).isEqualTo(Instant.ofEpochMilli(line.millis()));
                ShownLine shown = ShownLine.of(line.bytes());
                assertThat(record.text()).as(seed).isEqualTo(shown.text());
                assertThat(record.fullLength()).as(seed).isEqualTo(shown.fullLength());
            }
        }

        private void readAll() throws IOException {
            for (long from = 0; from < lines.size(); ) {
                LogPage page = log.unmasked().read(from, 1000);
                assertThat(page.records()).as(seed).isNotEmpty();
                check(page);
                from = page.next();
            }
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            int first = lines.isEmpty() ? 0 : random.nextInt(lines.size());
            for (Line line : lines.subList(first, lines.size())) {
                expected.writeBytes(line.bytes());
                expected.write('\n');
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            log.unmasked().writeText(first, text);
            assertThat(text.toString(StandardCharsets.ISO_8859_1)
                            .equals(expected.toString(StandardCharsets.ISO_8859_1)))
                    .as(seed)
                    .isTrue();
        }
    }
}
