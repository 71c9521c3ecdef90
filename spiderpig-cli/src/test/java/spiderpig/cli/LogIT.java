package spiderpig.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That a log of a million lines is as easy to handle as one of a hundred. */
class LogIT {
    private static final int LINES = 1_000_000;

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    private static long job;

    @BeforeAll
    static void print() throws Exception {
        job = BROWSER.server().startJob("long", "{}");
        BROWSER.awaitEnd(job);
    }

    @Test
    void itOpensAtTheEndAndHoldsOnlyWhatIsSeen() throws Exception {
        Page page = BROWSER.open("/job/" + job);

        assertThat(page.locator(".log-size")).hasText("1,000,000 lines");
        assertThat(line(page, LINES)).isVisible();
        assertThat(page.locator(".line").count()).isLessThan(150);
    }

    @Test
    void anAddressLeadsToItsLines() throws Exception {
        Page page = BROWSER.open("/job/" + job + "#L500001-L500003");

        assertThat(line(page, 500_001)).isInViewport();
        assertThat(page.locator(".line-selected .line-text")).hasText(new String[] {
            "line 500001 of a long log", "line 500002 of a long log", "line 500003 of a long log"
        });
        assertThat(page.locator(".log-tools")).containsText("To the end");
    }

    @Test
    void theWheelMovesLineByLineAndTheScrollBarTellsTheTruth() throws Exception {
        Page page = BROWSER.open("/job/" + job + "#L500001");
        assertThat(line(page, 500_001)).isInViewport();
        awaitShare(page, 0.49, 0.51);
        List<Integer> before = visible(page);

        page.hover(".log");
        page.mouse().wheel(0, 400); // of 20 pixels a line
        assertThat(line(page, before.get(0) + 1)).not().isInViewport();

        List<Integer> after = visible(page);
        assertThat(after.get(0) - before.get(0)).isBetween(19, 21);
        assertThat(after).as("no line is missing or doubled").isEqualTo(sequence(after.get(0), after.size()));

        // A wheel that is turned fast moves by lines, too, though the scroll bar stands for more of them.
        page.mouse().wheel(0, 3_000);
        assertThat(line(page, after.get(0) + 1 + 150)).isInViewport();

        page.focus(".log");
        page.keyboard().press("Home");
        assertThat(line(page, 1)).isInViewport();
        awaitShare(page, 0, 0);
        page.keyboard().press("End");
        assertThat(line(page, LINES)).isInViewport();
        awaitShare(page, 0.999, 1);
    }

    @Test
    void theWholeLogIsSearched() throws Exception {
        Page page = BROWSER.open("/job/" + job + "#L10");
        assertThat(line(page, 10)).isInViewport();

        page.keyboard().press("Control+f");
        page.keyboard().type("line 777777 of");
        assertThat(page.locator(".search-message")).hasText("line 777,777");
        assertThat(line(page, 777_777)).isInViewport();
        assertThat(page.locator(".line-hit mark")).hasText("line 777777 of");

        page.locator("log-search input").fill("line 5 of");
        assertThat(page.locator(".search-message")).hasText("Went on from the start: line 5");
        page.locator("log-search input").fill("nowhere to be found");
        assertThat(page.locator(".search-message")).hasText("No match");
    }

    @Test
    void aClickOnALineNumberMakesAnAddress() throws Exception {
        Page page = BROWSER.open("/job/" + job + "#L1000");
        page.locator(".line[data-n='1004'] .line-number").click();

        assertThat(page.url()).endsWith("/job/" + job + "#L1005");
        assertThat(page.locator(".line-selected .line-text")).hasText("line 1005 of a long log");
    }

    /** Lines are numbered from 1 for people. */
    private static Locator line(Page page, int number) {
        return page.locator(".line[data-n='" + (number - 1) + "']")
                .filter(new Locator.FilterOptions().setHasText("line " + number + " of a long log"));
    }

    /** Waits until the scroll bar, which is put right when scrolling rests, stands where it should. */
    private static void awaitShare(Page page, double least, double most) {
        page.waitForFunction("""
                ([least, most]) => {
                  const log = document.querySelector(".log");
                  const share = log.scrollTop / (log.scrollHeight - log.clientHeight);
                  return least <= share && share <= most;
                }""", List.of(least, most));
    }

    @SuppressWarnings("unchecked")
    private static List<Integer> visible(Page page) {
        return (List<Integer>) page.evaluate("""
                () => {
                  const view = document.querySelector(".log").getBoundingClientRect();
                  return [...document.querySelectorAll(".line")]
                    .filter((row) => row.getBoundingClientRect().bottom > view.top + 1 && row.getBoundingClientRect().top < view.bottom - 1)
                    .map((row) => Number(row.dataset.n));
                }""");
    }

    private static List<Integer> sequence(int first, int size) {
        return IntStream.range(first, first + size).boxed().toList();
    }
}
