package spiderpig.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a batch all or nothing is in the log, wherever the writing of it breaks off. */
final class FaultyDiskTest {
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

    /** Lines of 1 KB; a batch of these takes several writes, and entries of the index. */
    private static final int BATCH = 300;

    @TempDir
    Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private final List<String> lines = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatFailsToBeWrittenLeavesTheLogAsItWasAndIsWrittenLater(boolean canTruncate) throws IOException {
        LogStore store = LogStore.open(directory, Masker.NONE, disk);
        JobLog log = store.create(1);
        for (int round = 0; round < 12; round++) {
            List<String> before = List.copyOf(lines);
            long end = Files.size(directory.resolve("1.log"));
            write(log, BATCH);
            disk.failAfter(round / 2, round % 2 == 0 ? 0 : 1000, canTruncate);
            Checkpoint checkpoint = new Checkpoint(lines.size(), round);
            boolean failed = false;
            try {
                log.writer().commit(checkpoint);
            } catch (LogWriteException e) {
                failed = true;
                assertThat(e).hasMessageContaining("Log 1").hasMessageContaining("No space left on device");
                assertThat(log.size()).isEqualTo(before.size());
                assertThat(texts(log)).isEqualTo(before);
                if (canTruncate) {
                    assertThat(directory.resolve("1.log")).hasSize(end);
                }
                if (canTruncate) {
                    assertThat(texts(reopened())).isEqualTo(before);
                } else {
                    assertThat(texts(reopened())).isIn(before, lines); // whole, if it was the index that failed
                }
                assertThatThrownBy(() -> log.writer().commit(checkpoint)).isInstanceOf(LogWriteException.class);
                write(log, 1);
                disk.repair();
                log.writer().commit(checkpoint);
            }
            assertThat(failed).isEqualTo(round < 8);
            disk.repair();
            assertThat(texts(log)).isEqualTo(lines);
            assertThat(log.checkpoint()).isEqualTo(checkpoint);
            assertThat(texts(reopened())).isEqualTo(lines);
        }
        disk.failAfter(0, 3, canTruncate);
        assertThatThrownBy(() -> log.writer().complete(log.checkpoint())).isInstanceOf(LogWriteException.class);
        assertThat(log.complete()).isFalse();
        disk.repair();
        log.writer().complete(log.checkpoint());
        assertThat(reopened().complete()).isTrue();
        store.close();
    }

    @Test
    void ofALogThatIsCutAnywhereTheWholeBatchesBeforeTheCutAreLeft() throws IOException {
        LogStore store = LogStore.open(directory, Masker.NONE, disk);
        JobLog log = store.create(1);
        List<Long> ends = new ArrayList<>(List.of((long) LogFormat.HEADER.length));
        List<Integer> sizes = new ArrayList<>(List.of(0));
        for (int batch = 0; batch < 12; batch++) {
            String text = "line " + batch + "\nsecond of " + batch;
            log.writer().line(RecordKind.OUTPUT, AT, false, bytes(text), 0, text.length());
            lines.addAll(text.lines().toList());
            if (batch % 3 == 0) {
                log.writer().fragment(RecordKind.OUTPUT, AT, bytes("begun "), 0, 6);
            }
            log.writer().commit(new Checkpoint(batch + 1, 0));
            ends.add(Files.size(directory.resolve("1.log")));
            sizes.add(lines.size());
            if (batch % 3 == 0) {
                String rest = "and ended";
                log.writer().line(RecordKind.OUTPUT, AT, false, bytes(rest), 0, rest.length());
                lines.add("begun and ended");
            }
        }
        store.close();
        byte[] whole = Files.readAllBytes(directory.resolve("1.log"));
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(directory.resolve("2.log"), Arrays.copyOf(whole, cut));
            int batches = 0;
            while (batches + 1 < ends.size() && ends.get(batches + 1) <= cut) {
                batches++;
            }
            try (LogStore cutStore = LogStore.open(directory, Masker.NONE)) {
                JobLog left = cutStore.create(2);
                assertThat(texts(left)).as("cut at %s", cut).isEqualTo(lines.subList(0, sizes.get(batches)));
                assertThat(left.checkpoint().sourceOffset()).isEqualTo(batches);
                left.writer().line(RecordKind.EVENT, AT, false, bytes("goes on"), 0, 7);
                left.writer().complete(new Checkpoint(99, 0));
            }
            try (LogStore cutStore = LogStore.open(directory, Masker.NONE)) {
                JobLog left = cutStore.find(2).orElseThrow();
                List<String> texts = texts(left);
                assertThat(texts.get(texts.size() - 1)).as("cut at %s", cut).isEqualTo("goes on");
                assertThat(left.complete()).isTrue();
            }
        }
    }

    @Test
    void aDamagedIndexIsMadeAnewByWhoeverReads() throws IOException {
        JobLog log = LogStore.open(directory, Masker.NONE).create(1);
        for (int batch = 0; batch < 20; batch++) {
            write(log, 100);
            log.writer().commit(new Checkpoint(lines.size(), 0));
        }
        Path index = directory.resolve("1.index");
        byte[] right = Files.readAllBytes(index);
        assertThat(right.length).isGreaterThan(15 * OffsetIndex.ENTRY_LENGTH);
        for (int damaged = OffsetIndex.HEADER.length; damaged < right.length; damaged += 5) {
            byte[] wrong = right.clone();
            wrong[damaged] ^= 0x41;
            Files.write(index, wrong);
            JobLog read = LogStore.open(directory, Masker.NONE).create(1);
            assertThat(texts(read)).as("damaged at %s", damaged).isEqualTo(lines);
            for (int line = 0; line < lines.size(); line += 37) {
                assertThat(read.read(line, 1).records().get(0).text()).startsWith(lines.get(line));
            }
        }
        for (int left = 0; left < right.length; left += 40) {
            Files.write(index, Arrays.copyOf(right, left));
            assertThat(log.read(lines.size() / 2, 1).records().get(0).text()).startsWith(lines.get(lines.size() / 2));
            assertThat(log.read(-1, 1).records().get(0).text()).startsWith(lines.get(lines.size() - 1));
        }
        Files.delete(index);
        assertThat(texts(log)).isEqualTo(lines);
        assertThat(index).hasBinaryContent(right);
    }

    @Test
    void aDamagedLogIsNotTakenForAnother() throws IOException {
        JobLog log = LogStore.open(directory, Masker.NONE).create(1);
        write(log, 300);
        log.writer().commit(new Checkpoint(1, 0));
        Path file = directory.resolve("1.log");
        byte[] bytes = Files.readAllBytes(file);
        bytes[100_000] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> texts(log))
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining("1.log");
    }

    @Test
    void aLogThatIsDamagedIsReadFromItsBeginningOnlyOnce() throws IOException {
        try (LogStore store = LogStore.open(directory, Masker.NONE)) {
            JobLog log = store.create(1);
            write(log, 1000);
            log.writer().complete(new Checkpoint(1, 0));
        }
        try (FileChannel file = FileChannel.open(directory.resolve("1.log"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), file.size() / 2);
        }
        List<Path> opened = new ArrayList<>();
        ChannelOpener counting = (file, options) -> {
            opened.add(file.getFileName());
            return FileChannel.open(file, options);
        };
        try (LogStore store = LogStore.open(directory, Masker.NONE, counting)) {
            JobLog log = store.find(1).orElseThrow();
            assertThatThrownBy(() -> log.read(500, 1)).isInstanceOf(LogDamagedException.class);
            opened.clear();
            assertThatThrownBy(() -> log.read(500, 1)).isInstanceOf(LogDamagedException.class);
            assertThat(opened).containsExactlyInAnyOrder(Path.of("1.index"), Path.of("1.log"));
            assertThat(log.read(0, 1).records()).hasSize(1);
            assertThat(log.read(-1, 1).records()).hasSize(1);
        }
    }

    private JobLog reopened() {
        return LogStore.open(directory, Masker.NONE).find(1).orElseThrow();
    }

    private void write(JobLog log, int count) {
        for (int i = 0; i < count; i++) {
            String line = lines.size() + " " + "x".repeat(1000);
            log.writer().line(RecordKind.OUTPUT, AT, false, bytes(line), 0, line.length());
            lines.add(beginning(line));
        }
    }

    private static String beginning(String line) {
        return line.substring(0, Math.min(line.length(), 15));
    }

    private static List<String> texts(JobLog log) {
        List<String> texts = new ArrayList<>();
        LogPage page = log.read(0, 10_000);
        page.records().forEach(record -> texts.add(beginning(record.text())));
        while (page.more()) {
            page = log.read(page.next(), 10_000);
            page.records().forEach(record -> texts.add(beginning(record.text())));
        }
        return texts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
