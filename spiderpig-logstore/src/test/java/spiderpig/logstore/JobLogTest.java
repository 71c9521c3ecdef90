package spiderpig.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class JobLogTest {
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    Path directory;

    private LogStore store;
    private JobLog log;

    @BeforeEach
    void open() {
        store = LogStore.open(directory);
        log = store.create(1);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Deletes the log as another process would. */
    private void deleteElsewhere() {
        try (LogStore other = LogStore.open(directory)) {
            other.delete(1);
        }
    }

    @Test
    void aLogThatAnotherProcessDeletesIsGoneForItsReaders() {
        line("first");
        log.writer().complete(Checkpoint.START);
        deleteElsewhere();
        assertThatThrownBy(() -> log.read(0, 1))
                .isInstanceOf(LogDeletedException.class)
                .hasMessage("There is no log 1 any more");
        assertThat(store.find(1)).isEmpty();
    }

    @Test
    void aLogThatAnotherProcessDeletesCanBeCreatedAnew() {
        line("first");
        log.writer().complete(Checkpoint.START);
        deleteElsewhere();
        log = store.create(1);
        line("second");
        log.writer().commit(Checkpoint.START);
        assertThat(log.read(0, 10).records()).extracting(LogRecord::text).containsExactly("second");
    }

    @Test
    void aDeletionThatIsCutShortLeavesNothingThatIsNotListed() throws IOException {
        Path index = directory.resolve("7" + LogFiles.INDEX_SUFFIX);
        Files.createFile(index);
        assertThat(store.ids()).containsExactly(1L, 7L);
        store.delete(7);
        assertThat(store.ids()).containsExactly(1L);
        assertThat(index).doesNotExist();
    }

    @Test
    void onceCompleteNothingFollows() {
        line("first");
        log.writer().complete(new Checkpoint(5, 1));
        log.writer().complete(new Checkpoint(5, 1)); // does nothing
        assertThat(log.complete()).isTrue();
        assertThatThrownBy(() -> line("second"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Log 1 is complete with 1 lines");
        assertThatThrownBy(() -> log.writer().commit(Checkpoint.START)).isInstanceOf(IllegalStateException.class);
        store.close();
        assertThat(store.find(1).orElseThrow().complete()).isTrue();
    }

    @Test
    void aCompleteLogHoldsNoBuffersOfItsWriter() {
        line("first");
        WeakReference<LogWriter> writer = new WeakReference<>(log.writer());
        log.writer().complete(Checkpoint.START);
        while (writer.get() != null) { // until the time-out
            System.gc();
        }
    }

    @Test
    void whatIsNotCommittedIsNotSeen() {
        line("first");
        assertThat(log.size()).isZero();
        assertThat(log.read(0, 10).records()).isEmpty();
        log.writer().commit(Checkpoint.START);
        assertThat(log.read(-10, 10).records()).hasSize(1);
    }

    @Test
    void followersAreWokenByEachCommitUntilTheyCloseAndNoneCanHarmAnother() {
        AtomicInteger woken = new AtomicInteger();
        log.follow(() -> {
            throw new IllegalStateException("a follower that fails");
        });
        Runnable wake = woken::incrementAndGet;
        Subscription first = log.follow(wake);
        Subscription second = log.follow(wake);
        line("x");
        log.writer().commit(Checkpoint.START);
        assertThat(woken).hasValue(2);
        first.close();
        first.close();
        log.writer().commit(new Checkpoint(1, 0));
        log.writer().commit(new Checkpoint(1, 0)); // nothing new
        assertThat(woken).hasValue(3);
        log.writer().complete(new Checkpoint(1, 0));
        assertThat(woken).hasValue(4);
        second.close();
    }

    @Test
    void readersSeeEveryLineOnceAndInOrderWhileOneWrites() throws Exception {
        int lines = 30_000;
        ExecutorService readers = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int reader = 0; reader < 4; reader++) {
                counts.add(readers.submit(this::followToTheEnd));
            }
            for (int line = 0; line < lines; line++) {
                line("line " + line + " " + "x".repeat(line % 300));
                if (line % 97 == 0) {
                    log.writer().commit(new Checkpoint(line, 0));
                }
            }
            log.writer().complete(new Checkpoint(lines, 0));
            for (Future<Integer> count : counts) {
                assertThat(count.get(60, TimeUnit.SECONDS)).isEqualTo(lines);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    private int followToTheEnd() throws InterruptedException {
        Semaphore more = new Semaphore(1);
        int next = 0;
        try (Subscription subscription = log.follow(more::release)) {
            while (true) {
                more.acquire();
                more.drainPermits();
                LogPage page;
                do {
                    page = log.read(next, 500);
                    for (LogRecord record : page.records()) {
                        assertThat(record.number()).isEqualTo(next);
                        assertThat(record.text()).startsWith("line " + next + " ");
                        next++;
                    }
                } while (page.more());
                if (page.complete()) {
                    return next;
                }
            }
        }
    }

    @Test
    void aLineOf100MegabytesIsStoredWholeAndServedCut() throws IOException {
        byte[] part = new byte[MEGABYTE];
        Arrays.fill(part, (byte) 'x');
        line("before");
        for (int count = 0; count < 100; count++) {
            log.writer().fragment(RecordKind.OUTPUT, AT, part, 0, part.length);
            log.writer().commit(new Checkpoint(count, 0));
        }
        line(" end");
        line("after");
        log.writer().commit(new Checkpoint(100, 0));
        LogPage page = log.read(0, 10);
        assertThat(page.records()).hasSize(3);
        LogRecord huge = page.records().get(1);
        assertThat(huge.text()).hasSize(LogRecord.MAX_TEXT).containsOnlyOnce("x".repeat(LogRecord.MAX_TEXT));
        assertThat(huge.fullLength()).isEqualTo(100L * MEGABYTE + 4);
        assertThat(page.records().get(2).text()).isEqualTo("after");
        CountingStream text = new CountingStream();
        log.masked().writeText(0, text);
        assertThat(text.count).isEqualTo("before\n".length() + 100L * MEGABYTE + " end\nafter\n".length());
        assertThat(log.sizeOnDisk()).isLessThan((long) (100 * MEGABYTE * 1.01));
    }

    @Test
    void aLineThatIsRedrawnAMillionTimesShowsItsLastState() throws IOException {
        long printed = 0;
        for (int redraw = 0; redraw < 1_000_000; redraw++) {
            byte[] bytes = bytes("\rprogress " + redraw);
            printed += bytes.length;
            log.writer().fragment(RecordKind.OUTPUT, AT, bytes, 0, bytes.length);
            if (redraw % 10_000 == 0) {
                log.writer().commit(new Checkpoint(redraw, 0));
            }
        }
        line("");
        log.writer().commit(new Checkpoint(1_000_000, 0));
        assertThat(log.read(0, 1).records().get(0).text()).isEqualTo("progress 999999");
        CountingStream text = new CountingStream();
        log.masked().writeText(0, text);
        assertThat(text.count).isEqualTo(printed + 1);
    }

    private static final class CountingStream extends OutputStream {
        private long count;

        @Override
        public void write(int octet) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            count += length;
        }
    }

    private void line(String text) {
        byte[] bytes = bytes(text);
        log.writer().line(RecordKind.OUTPUT, AT, false, bytes, 0, bytes.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
