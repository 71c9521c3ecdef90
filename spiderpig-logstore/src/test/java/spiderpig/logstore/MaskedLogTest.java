package spiderpig.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No configured secret ever leaves, however a log is cut into reads, commits, pages and pieces of text. */
final class MaskedLogTest {
    /** So much of a secret is taken for the secret. */
    private static final int GRAM = 12;

    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

    @TempDir
    Path directory;

    static List<Long> seeds() {
        long first = Long.getLong("seed", System.nanoTime());
        return List.of(first, first + 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noConfiguredSecretEverLeavesWhateverTheChunking(long seed) throws IOException {
        new Run(seed, directory).play();
    }

    private static final class Run {
        private final Random random;
        private final String seed;
        private final Path directory;
        private final List<String> secrets;
        private final Set<String> grams = new HashSet<>();
        private final Masker masker;
        private final StringBuilder printed = new StringBuilder();
        private final Map<Long, String> seen = new HashMap<>();
        private LogStore store;
        private JobLog log;

        Run(long seed, Path directory) {
            this.random = new Random(seed);
            this.seed = "seed " + seed;
            this.directory = directory;
            this.secrets = List.of(
                    "pass'w\"rd $" + letters(9),
                    letters(40),
                    letters(70) + "\n" + letters(70) + "\n" + letters(33),
                    letters(500),
                    letters(20_000));
            for (String secret : secrets) {
                secret.lines().forEach(line -> {
                    addGrams(line);
                    for (int preceding = 0; preceding < 3; preceding++) {
                        String encoded = base64(" ".repeat(preceding) + line);
                        addGrams(encoded.substring(preceding == 0 ? 0 : preceding + 1, encoded.length() - 4));
                    }
                });
            }
            this.masker = PatternMasker.of(List.of("pin [a-z]{3}(\\d+)"), secrets);
            this.store = LogStore.open(directory, masker);
            this.log = store.create(1);
        }

        void play() throws IOException {
            for (int step = 0; step < 20; step++) {
                append(randomOutput());
                commit();
                readSomewhere();
                if (random.nextInt(15) == 0) {
                    store.close();
                    store = LogStore.open(directory, masker);
                    log = store.create(1);
                }
            }
            append("the end\n");
            log.writer().complete(new Checkpoint(printed.length(), 0));
            checkWholeText();
            checkAllPages();
            store.close();
        }

        private String randomOutput() {
            StringBuilder output = new StringBuilder();
            int pieces = 1 + random.nextInt(random.nextInt(10) == 0 ? 4000 : 60);
            boolean longLine = random.nextInt(5) == 0;
            for (int piece = 0; piece < pieces; piece++) {
                output.append(randomPiece()).append(random.nextInt(longLine ? 20_000 : 6) == 0 ? '\n' : ' ');
            }
            return output.toString();
        }

        private String randomPiece() {
            String secret = secrets.get(random.nextInt(secrets.size() - (random.nextInt(40) == 0 ? 0 : 1)));
            return switch (random.nextInt(60)) {
                case 0 -> secret;
                case 1 ->
                    base64(letters(random.nextInt(3))
                            + secret.lines().findFirst().orElseThrow());
                case 2 -> "'" + secret.replace("'", "'\\''") + "'";
                case 3 -> "password=" + letters(8);
                case 4 -> "pin abc" + random.nextInt(100_000);
                case 5 -> "https://user:" + letters(9) + "@host/";
                case 6 -> "\n-----BEGIN PRIVATE KEY-----\n" + (letters(64) + "\n").repeat(random.nextInt(400));
                case 7 -> "über ••• ünd";
                default -> "word" + random.nextInt(100);
            };
        }

        /** Hands the output to the writer in pieces that know nothing of lines, as a pipe does, or in lines. */
        private void append(String output) {
            byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
            int mean = 1 + random.nextInt(random.nextBoolean() ? 20 : 30_000);
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(mean));
                log.writer().fragment(RecordKind.OUTPUT, AT, bytes, from, to);
                from = to;
                if (random.nextInt(50) == 0) {
                    commit();
                }
            }
            printed.append(output);
        }

        private void commit() {
            log.writer().commit(new Checkpoint(random.nextInt(1_000_000), 0));
        }

        private void readSomewhere() throws IOException {
            long from = random.nextInt((int) log.size() + 1);
            check(log.read(from, random.nextInt(300)));
            check(log.read(-1 - random.nextInt(5), 5));
            if (random.nextInt(5) == 0) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                log.masked().writeText(from, text);
                checkNoSecret(text.toString(StandardCharsets.UTF_8));
            }
        }

        private void check(LogPage page) {
            long number = page.from();
            for (LogRecord record : page.records()) {
                assertThat(record.number()).as(seed).isEqualTo(number++);
                checkNoSecret(record.text());
                String before = seen.putIfAbsent(record.number(), record.text());
                if (before != null) {
                    assertThat(record.text()).as(seed).isEqualTo(before);
                }
            }
        }

        private void checkWholeText() throws IOException {
            String masked = masker.mask(printed.toString());
            checkNoSecret(masked);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            log.masked().writeText(0, text);
            assertThat(text.toString(StandardCharsets.UTF_8).equals(masked))
                    .as(seed)
                    .isTrue();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            log.unmasked().writeText(0, all);
            assertThat(all.toString(StandardCharsets.UTF_8).contentEquals(printed))
                    .as(seed)
                    .isTrue();
        }

        private void checkAllPages() {
            List<String> masked =
                    new ArrayList<>(List.of(masker.mask(printed.toString()).split("\n", -1)));
            masked.remove(masked.size() - 1);
            assertThat(log.size()).as(seed).isEqualTo(masked.size());
            for (long from = 0; from < log.size(); ) {
                LogPage page = log.read(from, 1 + random.nextInt(500));
                check(page);
                for (LogRecord record : page.records()) {
                    String expected = masked.get((int) record.number());
                    if (record.cut()) {
                        assertThat(expected).as(seed).startsWith(record.text());
                    } else {
                        assertThat(record.text()).as(seed).isEqualTo(expected);
                    }
                }
                from = page.next();
            }
        }

        private void checkNoSecret(String text) {
            for (int from = 0; from + GRAM <= text.length(); from++) {
                String gram = text.substring(from, from + GRAM);
                if (grams.contains(gram)) {
                    throw new AssertionError(seed + ": a part of a secret has left: " + gram);
                }
            }
        }

        private void addGrams(String secret) {
            for (int from = 0; from + GRAM <= secret.length(); from++) {
                grams.add(secret.substring(from, from + GRAM));
            }
        }

        private String letters(int count) {
            StringBuilder letters = new StringBuilder();
            for (int i = 0; i < count; i++) {
                letters.append((char) ((random.nextBoolean() ? 'a' : 'A') + random.nextInt(26)));
            }
            return letters.toString();
        }

        private static String base64(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
