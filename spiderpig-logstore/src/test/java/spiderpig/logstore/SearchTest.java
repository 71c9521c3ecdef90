package spiderpig.logstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import spiderpig.logstore.SearchQuery.Direction;

final class SearchTest {
    private static final String SECRET = "hunter2";
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private LogStore store;
    private JobLog log;
    private long sourceOffset;

    @BeforeEach
    void open() {
        store = LogStore.open(directory, new ValueMasker(SECRET));
        log = store.create(1);
    }

    @AfterEach
    void close() {
        store.close();
    }

    static List<Long> seeds() {
        long first = Long.getLong("seed", System.nanoTime());
        return List.of(first, first + 1, first + 2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSearchFindsWhatGoingThroughAllLinesFinds(long seed) {
        Random random = new Random(seed);
        String[] words = {
            "error",
            "Error",
            "warning",
            "ok",
            "k",
            "\u212A",
            "Weiß",
            "STRASSE",
            "Äpfel",
            "äpfel",
            "\uD83D\uDC37",
            SECRET,
            "10:42",
            "\r",
            "\r",
            "\t",
            "•",
            "deploy",
            "e",
            "E"
        };
        for (int i = 0; i < 2000; i++) {
            StringBuilder line = new StringBuilder();
            int length = random.nextInt(500) == 0 ? 20_000 : random.nextInt(12);
            for (int word = 0; word < length; word++) {
                line.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
            }
            byte[] bytes = line.toString().getBytes(UTF_8);
            if (bytes.length > 0 && random.nextInt(10) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(128));
            }
            log.writer().line(RecordKind.OUTPUT, Instant.EPOCH, random.nextInt(50) == 0, bytes, 0, bytes.length);
        }
        commit();
        for (LogView view : List.of(log.masked(), log.unmasked())) {
            List<LogRecord> records = all(view);
            for (int i = 0; i < 150; i++) {
                String text = "";
                for (int word = random.nextInt(3); word >= 0; word--) {
                    text += words[random.nextInt(words.length)] + (random.nextBoolean() ? " " : "");
                }
                boolean regex = random.nextInt(3) == 0;
                if (regex && random.nextBoolean()) {
                    text = text.replace("r", "[a-z]+")
                            .replace("E", "^\\s*")
                            .replace("ok", "o?(k|y)")
                            .replace(" ", ".*");
                    text = random.nextInt(4) == 0 ? "(?i)" + text : text;
                }
                SearchQuery query = new SearchQuery(
                        text,
                        regex,
                        random.nextBoolean(),
                        random.nextInt(records.size() * 2) - records.size(),
                        random.nextBoolean() ? Direction.NEXT : Direction.PREVIOUS,
                        LONG);
                assertThat(view.search(query))
                        .as("seed %d, %s", seed, query)
                        .isEqualTo(naive(records, query).map(SearchResult::of).orElse(SearchResult.NONE));
            }
        }
    }

    private static List<LogRecord> all(LogView view) {
        List<LogRecord> records = new ArrayList<>();
        for (LogPage page = view.read(0, 1000); !page.records().isEmpty(); page = view.read(page.next(), 1000)) {
            records.addAll(page.records());
        }
        return records;
    }

    private static Optional<LogRecord> naive(List<LogRecord> records, SearchQuery query) {
        Predicate<String> matches = predicate(query);
        int from = (int) (query.from() < 0 ? records.size() + query.from() : query.from());
        if (query.direction() == Direction.NEXT) {
            return records.stream()
                    .skip(Math.max(0, from))
                    .filter(record -> matches.test(record.text()))
                    .findFirst();
        }
        return records.stream()
                .limit(Math.max(0, from + 1))
                .filter(record -> matches.test(record.text()))
                .reduce((one, later) -> later);
    }

    private static Predicate<String> predicate(SearchQuery query) {
        if (query.regex()) {
            int flags = query.caseSensitive() ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
            boolean ignoringCase = query.text().startsWith("(?i)");
            return Pattern.compile(
                            query.text(),
                            ignoringCase ? flags | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : flags)
                    .asPredicate();
        }
        if (query.caseSensitive()) {
            return line -> line.contains(query.text());
        }
        String wanted = folded(query.text());
        return line -> folded(line).contains(wanted);
    }

    private static String folded(String text) {
        // The Kelvin sign is no k.
        return text.replace('\u212A', '\u0001').toLowerCase(Locale.ROOT);
    }

    @Test
    void aSecretIsNotFoundByWhoMayNotSeeIt() {
        add("login as root");
        add("password=" + SECRET + " accepted");
        add("done");
        assertThat(find(log.unmasked(), SECRET)).hasValue(1L);
        for (String part : List.of(SECRET, "hunter", "unt", "password=h", "2 accepted")) {
            assertThat(find(log.masked(), part)).as(part).isEmpty();
        }
        assertThat(log.masked().search(regex("hunter\\d")).match()).isEmpty();
        assertThat(log.masked().search(regex("password=[^•]")).match()).isEmpty();
        assertThat(find(log.masked(), "password=•••")).hasValue(1L);
        assertThat(log.masked()
                        .search(next("accepted", 0))
                        .match()
                        .orElseThrow()
                        .text())
                .isEqualTo("password=••• accepted");
    }

    @Test
    void aLineThatTheCommandFlaggedIsNotFoundByWhoMayNotSeeIt() {
        byte[] bytes = "the code is 4711".getBytes(UTF_8);
        log.writer().line(RecordKind.OUTPUT, Instant.EPOCH, true, bytes, 0, bytes.length);
        commit();
        assertThat(find(log.masked(), "4711")).isEmpty();
        assertThat(find(log.unmasked(), "4711")).hasValue(0L);
    }

    @Test
    void onlyWhatTheLastRedrawShowsIsFound() {
        add("10 %\r20 %\r100 %, done\r");
        assertThat(find(log.masked(), "20 %")).isEmpty();
        assertThat(find(log.masked(), "100 %")).hasValue(0L);
        assertThat(log.masked().search(regex("^100 %, done$")).match()).isPresent();
    }

    @Test
    void aLineThatFillsManyBlocksIsSearchedAsFarAsItIsShown() {
        add("before");
        byte[] part = "x".repeat(10_000).getBytes(UTF_8);
        byte[] begin = "begin".getBytes(UTF_8);
        byte[] end = "end".getBytes(UTF_8);
        log.writer().fragment(RecordKind.OUTPUT, Instant.EPOCH, begin, 0, begin.length);
        for (int i = 0; i < 500; i++) {
            log.writer().fragment(RecordKind.OUTPUT, Instant.EPOCH, part, 0, part.length);
            commit();
        }
        log.writer().line(RecordKind.OUTPUT, Instant.EPOCH, false, end, 0, end.length);
        add("after");
        assertThat(find(log.masked(), "beginx")).hasValue(1L);
        assertThat(find(log.masked(), "xend")).isEmpty();
        assertThat(find(log.masked(), "after")).hasValue(2L);
        assertThat(log.masked().search(previous("before", -1)).match().map(LogRecord::number))
                .hasValue(0L);
        assertThat(log.masked().search(previous("begin", -1)).match().map(LogRecord::number))
                .hasValue(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEXT", "PREVIOUS"})
    void withoutTimeItGoesOnFromTheCursorToTheSameMatch(Direction direction) {
        int lines = 2_000;
        int match = direction == Direction.NEXT ? lines - 1 : 0;
        for (int line = 0; line < lines; line++) {
            byte[] bytes = ("line " + line + (line == match ? " here" : " there \rgone")).getBytes(UTF_8);
            log.writer().line(RecordKind.OUTPUT, Instant.EPOCH, false, bytes, 0, bytes.length);
        }
        commit();
        SearchQuery query =
                new SearchQuery("here", false, true, direction == Direction.NEXT ? 0 : -1, direction, Duration.ZERO);
        int calls = 1;
        SearchResult result = log.masked().search(query);
        while (result.cursor().isPresent()) {
            assertThat(result.match()).isEmpty();
            result = log.masked().search(query.from(result.cursor().getAsLong()));
            assertThat(calls++).as("calls").isLessThanOrEqualTo(lines);
        }
        assertThat(result.match().map(LogRecord::number)).hasValue((long) match);
        assertThat(calls).isGreaterThan(lines / 2);
    }

    @Test
    void whatIsNotThereYetIsFoundOnceItIsCommitted() {
        assertThat(find(log.masked(), "ready")).isEmpty();
        add("starting");
        assertThat(find(log.masked(), "ready")).isEmpty();
        byte[] unfinished = "ready".getBytes(UTF_8);
        log.writer().fragment(RecordKind.OUTPUT, Instant.EPOCH, unfinished, 0, unfinished.length);
        commit();
        assertThat(find(log.masked(), "ready")).isEmpty();
        add(" to serve");
        assertThat(find(log.masked(), "ready")).hasValue(1L);
        assertThat(log.masked().search(next("ready", 2)).match()).isEmpty();
        assertThat(log.masked().search(previous("ready", 7)).match()).isPresent();
    }

    @Test
    void aLogIsSearchedWhileItGrows() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> found = threads.submit(() -> {
                int matches = 0;
                for (long line = 0; line < 3_000; ) {
                    Optional<LogRecord> match =
                            log.masked().search(next("needle", line)).match();
                    if (match.isPresent()) {
                        assertThat(match.get().text())
                                .isEqualTo("needle " + match.get().number());
                        line = match.get().number() + 1;
                        matches++;
                    }
                }
                return matches;
            });
            for (int line = 0; line < 3_000; line++) {
                add(line % 10 == 9 ? "needle " + line : "hay " + line);
            }
            assertThat(found.get()).isEqualTo(300);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatCannotBeSearchedForIsSaidInASentence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> regex("(unfinished"))
                .withMessage("\"(unfinished\" is no regular expression: missing closing ).");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> next("", 0))
                .withMessage("There is nothing to search for.");
        assertThatIllegalArgumentException().isThrownBy(() -> next("a\nb", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> next("a".repeat(1001), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> regex("((((a{1000}){1000}){1000}){1000})"));
        assertThatIllegalArgumentException().isThrownBy(() -> regex("(abcdefgh){1000}"));
        assertThat(regex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"))
                .isNotNull();
    }

    private void add(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        log.writer().line(RecordKind.OUTPUT, Instant.EPOCH, false, bytes, 0, bytes.length);
        commit();
    }

    private void commit() {
        log.writer().commit(new Checkpoint(++sourceOffset, 0));
    }

    private static Optional<Long> find(LogView view, String text) {
        return view.search(next(text, 0)).match().map(LogRecord::number);
    }

    private static SearchQuery next(String text, long from) {
        return new SearchQuery(text, false, true, from, Direction.NEXT, LONG);
    }

    private static SearchQuery previous(String text, long from) {
        return new SearchQuery(text, false, true, from, Direction.PREVIOUS, LONG);
    }

    private static SearchQuery regex(String text) {
        return new SearchQuery(text, true, true, 0, Direction.NEXT, LONG);
    }

    /** Finds each occurrence of one value. */
    private static final class ValueMasker implements Masker {
        private final byte[] value;

        ValueMasker(String value) {
            this.value = value.getBytes(UTF_8);
        }

        @Override
        public int reach() {
            return value.length;
        }

        @Override
        public void find(byte[] text, int from, int to, Secrets secrets) {
            for (int at = from; at <= to - value.length; at++) {
                if (Arrays.equals(text, at, at + value.length, value, 0, value.length)) {
                    secrets.found(at, at + value.length);
                }
            }
        }
    }
}
