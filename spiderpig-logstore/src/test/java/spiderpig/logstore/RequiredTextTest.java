package spiderpig.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequiredTextTest {
    private static final String[] PIECES = {
        "a", "b", "c", "ab", "ca", ".", ".*", "[ab]", "[^a]", "a?", "b*", "c+", "(?:ab)+", "(c)?", "a{2}", "b{0,1}",
        "^", "$", "\\w"
    };

    @ParameterizedTest
    @CsvSource({
        "sync .* failed, failed to sync",
        "one.*two.*three, one three two",
        "sync (\\d+) of, sync 1 oF",
        "error|warning: [0-9], a warning",
        "(?:error|fatal): disk, disk error: none",
        "(un)?mount(ed|ing), mount",
        "aba.*ba, xababx",
    })
    void aTextWithoutWhatIsRequiredIsRuledOut(String regex, String text) {
        assertThat(Pattern.compile(regex).matcher(text).find()).isFalse();
        assertThat(requires(regex, true, text)).isFalse();
    }

    @Test
    void whatMatchesWithOneAlternativeOnlyIsNotRuledOut() {
        assertThat(requires("(ab|b)c(c|)", true, "xbc")).isTrue();
        assertThat(requires("a(?:|b)", true, "a")).isTrue();
        assertThat(requires("ab|", true, "")).isTrue();
    }

    @RepeatedTest(5)
    void nothingThatMatchesIsEverRuledOut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int matched = 0;
        for (int round = 0; round < 4_000; round++) {
            String regex = regex(random, 2);
            boolean caseSensitive = random.nextBoolean();
            Pattern pattern = Pattern.compile(regex, caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
            String text = text(random);
            if (pattern.matcher(text).find()) {
                matched++;
                assertThat(requires(regex, caseSensitive, text))
                        .as("seed %d: %s in %s", seed, regex, text)
                        .isTrue();
            }
        }
        assertThat(matched).isGreaterThan(400);
    }

    private static boolean requires(String regex, boolean caseSensitive, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return RequiredTextReader.read(regex, caseSensitive).endIn(bytes, 0, bytes.length) >= 0;
    }

    private static String regex(Random random, int depth) {
        StringBuilder regex = new StringBuilder();
        for (int piece = random.nextInt(4); piece >= 0; piece--) {
            if (depth > 0 && random.nextInt(4) == 0) {
                regex.append('(').append(regex(random, depth - 1)).append(')');
                regex.append(new String[] {"", "", "?", "*", "+"}[random.nextInt(5)]);
            } else {
                regex.append(PIECES[random.nextInt(PIECES.length)]);
            }
            if (random.nextInt(5) == 0) {
                regex.append('|');
            }
        }
        return regex.toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append("abcABC".charAt(random.nextInt(random.nextInt(3) == 0 ? 6 : 3)));
        }
        return text.toString();
    }
}
