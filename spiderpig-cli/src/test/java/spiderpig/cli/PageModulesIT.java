package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page's modules that know nothing of a document, each by itself, in the engine that runs them. */
class PageModulesIT {
    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    private Page page;

    @BeforeEach
    void open() {
        page = BROWSER.stranger();
        page.navigate(BROWSER.server().url() + "/login");
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void changesAreFoundInWhateverIsPasted() {
        assertThat(evaluate(
                        "changes",
                        "parseChanges('12345, https://gerrit.wikimedia.org/r/c/mediawiki/core/+/1070741/2/x.php\\n"
                                + "https://gerrit.wikimedia.org/r/99 foo 12345')"
                                + ".changes.map((change) => change.value).join()"))
                .isEqualTo("12345,1070741,99");
        assertThat(evaluate(
                        "changes",
                        "parseChanges('https://gerrit.wikimedia.org/r/#/c/1/ gerrit.wikimedia.org/r/2 (3) #4, core/5')"
                                + ".changes.map((change) => change.value).join()"))
                .isEqualTo("1,2,3,4");
        assertThat(evaluate("changes", "parseChanges('12345 foo -x').rejected.join()"))
                .isEqualTo("foo,-x");
    }

    @ParameterizedTest
    @CsvSource({
        "'Yes, continue with deployment', proceed",
        "'No, roll back deployment and terminate', destructive",
        "yes, proceed",
        "no, destructive",
        "abort, destructive",
        "Show the diff, neutral",
        "Delete everything, destructive"
    })
    void aChoiceLooksLikeWhatItDoes(String label, String tone) {
        assertThat(evaluate("choices", "choiceTone('%s', 'x')".formatted(label)))
                .isEqualTo(tone);
    }

    @ParameterizedTest
    @CsvSource({
        "bob, y, false, 'bob was faster and answered “Yes” (y). Your answer “Yes” (y) was not used.'",
        "bob, , , bob answered “Yes” (y).",
        "alice, n, false, 'You had already answered “Yes” (y), in another window. Your answer “No” (n) was not used.'",
        "alice, y, , You answered “Yes” (y).",
        ", y, false, The question is no longer open. Your answer “Yes” (y) was not used."
    })
    void itIsSaidWhoseAnswerCounted(
            @Nullable String respondedBy, @Nullable String sent, @Nullable String won, String text) {
        assertThat(evaluate(
                        "answer-outcome",
                        "answerOutcome({respondedBy: %s, respondedAt: null, response: 'y', type: 'choices', responses: [{Yes: 'y', No: 'n'}]}, {viewer: 'alice', sent: %s, won: %s}).text"
                                .formatted(quoted(respondedBy), quoted(sent), won == null ? "undefined" : won)))
                .isEqualTo(text);
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : "'" + text + "'";
    }

    @Test
    void addressesAreFoundWithoutThePunctuationAroundThem() {
        assertThat(evaluate(
                        "links",
                        "splitLinks('see (https://a.b/c_(d)), or https://x.y/z. │https://q.w│')"
                                + ".map((piece) => piece.href).filter((href) => href !== null).join()"))
                .isEqualTo("https://a.b/c_(d),https://x.y/z,https://q.w");
    }

    @Test
    void escapeSequencesBecomeStylesOrNothing() {
        String coloured = "'a\\x1b[1;31mb\\x1b[0mc\\x1b[K\\x1b]8;;http://x\\x07link\\x1b]8;;\\x07\\x1b(B!'";
        assertThat(evaluate("ansi", "stripAnsi(" + coloured + ")")).isEqualTo("abclink!");
        assertThat(
                        evaluate(
                                "ansi",
                                "parseAnsi(" + coloured
                                        + ").filter((span) => Object.keys(span.style).length > 0).map((span) => span.text).join()"))
                .isEqualTo("b");
    }

    @Test
    void eventsAreCutOutOfAStreamThatBreaksAnywhere() {
        String stream = "id: 3\\nevent: lines\\r\\ndata: a\\ndata: b\\n\\n:heartbeat\\n\\ndata:q\\n\\n";
        for (int cut = 1; cut < 40; cut++) {
            assertThat(evaluate(
                            "sse",
                            "((parser, text) => JSON.stringify([...parser.push(text.slice(0, %d)), ...parser.push(text.slice(%d))]))(new EventParser(), '%s')"
                                    .formatted(cut, cut, stream)))
                    .as("cut at %d", cut)
                    .isEqualTo("[{\"event\":\"lines\",\"data\":\"a\\nb\",\"id\":\"3\"},"
                            + "{\"event\":\"message\",\"data\":\"q\",\"id\":null}]");
        }
    }

    @Test
    void tenMillionLinesFitTheScrollBar() {
        String map =
                "((map) => [map.height <= 8e6, map.exact, map.positionAt(0), map.positionAt(map.maxScrollTop) + 800 / 20]"
                        + ".join())(new ScrollMap(1e7, 20, 800))";
        assertThat(evaluate("scroll-map", map)).isEqualTo("true,false,0,10000000");
    }

    /** What an expression comes to, in which everything that a module exports may be used. */
    private Object evaluate(String module, String expression) {
        return page.evaluate(
                "async ([module, expression]) => { const all = await import(`/static/${module}.js`);"
                        + " return new Function(...Object.keys(all), `return ${expression}`)(...Object.values(all)); }",
                List.of(module, expression));
    }
}
