package spiderpig.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a question is answered by intent, once, and that everybody sees it. */
class QuestionIT {

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    private long job;

    @BeforeEach
    void ask() throws Exception {
        job = BROWSER.server().startJob("backport", "{\"changeIds\":[\"1070741\"]}");
    }

    @AfterEach
    void end() throws Exception {
        BROWSER.server().post("/api/jobs/" + job + "/cancel", "{}");
        BROWSER.awaitEnd(job);
    }

    @Test
    void everyoneSeesTheAnswer() throws Exception {
        Page answering = armed("/job/" + job);
        Page watching = armed("/job/" + job);
        Page overview = armed("/index");

        choice(answering, "Yes, backport").click();

        assertThat(watching.locator(".line-text").getByText("y (Yes, backport) — "))
                .isVisible();
        assertThat(choice(watching, "Continue")).isVisible();
        assertThat(choice(overview, "Continue")).isVisible();
    }

    @Test
    void theLoserOfARaceIsToldWhatWasAnswered() throws Exception {
        Page faster = armed("/job/" + job);
        Page slower = armed("/job/" + job);
        holdUpAnswers(slower, faster);

        choice(slower, "No").click();

        assertThat(slower.locator(".notice-lost")).containsText("You had already answered “Yes, backport” (y)");
        assertThat(slower.locator(".notice-lost")).containsText("Your answer “No” (n) was not used.");
        // It stays beside the next question until it has been read.
        assertThat(slower.locator("question-panel[data-state=armed] .question-ask"))
                .containsText("Continue with");
        slower.getByText("Understood").click();
        assertThat(slower.locator(".notice-lost")).hasCount(0);
        assertThat(slower.locator(".choice").first()).isVisible();
    }

    @Test
    void theLoserIsToldEvenIfTheJobHasEnded() throws Exception {
        Page faster = armed("/job/" + job);
        Page slower = armed("/index");
        slower.route("**/interactions/*", route -> {
            choice(faster, "No").click();
            BROWSER.awaitEnd(job);
            route.resume();
        });

        choice(slower, "Yes, backport").click();

        assertThat(slower.locator("#state")).hasText("Idle");
        assertThat(slower.locator("job-card .notice-lost"))
                .containsText("Your answer “Yes, backport” (y) was not used.");
        slower.getByText("Understood").click();
        assertThat(slower.locator("job-card")).hasCount(0);
    }

    @Test
    void ofTwoWindowsOfOneUserOneIsToldThatTheOtherHasAnswered() throws Exception {
        Page first = armed("/job/" + job);
        Page second = armed("/job/" + job);
        holdUpAnswers(second, first);

        choice(second, "Yes, backport").click();

        assertThat(second.locator(".question-notice")).containsText("You had already answered “Yes, backport” (y)");
        assertThat(second.locator(".question-notice")).containsText("in another window. It was sent once.");
    }

    @Test
    void aDoubleClickAnswersOnce() throws Exception {
        Page page = armed("/job/" + job);
        List<String> sent = new ArrayList<>();
        page.onRequest(request -> {
            if (request.method().equals("POST")) {
                sent.add(request.url());
            }
        });

        choice(page, "Yes, backport").dblclick();

        assertThat(choice(page, "Continue")).isVisible();
        assertThat(sent).hasSize(1);
    }

    @Test
    void aButtonThatHasJustMovedTakesNoPress() throws Exception {
        Page page = armed("/index");
        BoundingBox before = choice(page, "No").boundingBox();
        BoundingBox yes = choice(page, "Yes, backport").boundingBox();

        // Something comes up above: "Yes" is now where "No" was.
        page.evaluate(
                "([x, y]) => document.querySelector('.choices').style.transform = `translate(${x}px, ${y}px)`",
                List.of(before.x - yes.x, before.y - yes.y));
        page.mouse().click(before.x + 20, before.y + 20);

        assertThat(page.locator(".question-notice")).containsText("The buttons have just moved, so nothing was sent.");
        assertThat(pending()).isEqualTo(1);
    }

    @Test
    void aQuestionThatComesUpLeavesTheFocusWhereSomebodyTypes() throws Exception {
        Page page = armed("/job/" + job);
        page.keyboard().press("Control+f");
        page.keyboard().type("test se");
        BROWSER.server().post("/api/jobs/" + job + "/interactions/1", "{\"response\":\"y\"}");
        choice(page, "Continue").waitFor();
        page.keyboard().type("rvers");

        assertThat(page.locator("log-search input")).hasValue("test servers");
        assertThat(page.locator("log-search input")).isFocused();
    }

    @ParameterizedTest
    @CsvSource({
        "/job/, 360, 640",
        "/index, 360, 640",
        "/job/, 844, 390",
        "/index, 844, 390",
        "/job/, 320, 256",
        "/index, 1280, 600",
        "/job/, 3840, 2160"
    })
    void whatAnswersIsInViewOnAnyScreen(String path, int width, int height) throws Exception {
        Page page = armed(path.equals("/index") ? path : path + job);
        page.setViewportSize(width, height);

        for (Locator choice : page.locator(".choice").all()) {
            assertThat(choice).isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"360, 640", "1280, 800"})
    void longAndManyChoicesStayWithinTheWindow(int width, int height) throws Exception {
        long asking = BROWSER.server().startJob("choose", "{}");
        try {
            for (String path : List.of("/index", "/job/" + asking)) {
                Page page = armed(path);
                page.setViewportSize(width, height);
                assertThat(page.locator(".choice:has-text('wiki')")).hasCount(30);
                assertThat(
                                page.evaluate(
                                        "() => Math.max(document.documentElement.scrollWidth,"
                                                + " ...[...document.querySelectorAll('.choice')].map((choice) => choice.getBoundingClientRect().right))"))
                        .satisfies(
                                right -> assertThat(((Number) right).intValue()).isLessThanOrEqualTo(width));
            }
        } finally {
            BROWSER.server().post("/api/jobs/" + asking + "/cancel", "{}");
            BROWSER.awaitEnd(asking);
        }
    }

    @Test
    void noStrayKeyAnswers() throws Exception {
        Page page = BROWSER.open("/job/" + job);
        for (String key : new String[] {"Enter", "y", "Space", "n"}) {
            page.keyboard().press(key); // while the question comes up
        }
        page.waitForSelector("question-panel[data-state=armed]");
        for (String key : new String[] {"Enter", "y", "Space", "n"}) {
            page.keyboard().press(key);
        }
        choice(page, "Yes, backport").focus();
        page.keyboard().press("Enter");

        assertThat(page.locator(".question-confirm")).containsText("Press Enter once more");
        assertThat(pending()).isEqualTo(1);

        assertThat(page.locator(".question-confirm .primary")).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator(".question-confirm")).isHidden();
        assertThat(pending()).isEqualTo(1);
    }

    @Test
    void aQuestionCanBeAnsweredByKeyboardAlone() throws Exception {
        Page page = armed("/job/" + job);
        choice(page, "Yes, backport").focus();
        page.keyboard().press("Enter");
        // A key that is held down, or pressed twice in haste, is no second decision: it is taken after a moment only.
        Locator confirm = page.locator(".question-confirm .primary");
        Awaitility.await().atMost(Duration.ofMinutes(1)).pollInSameThread().until(() -> {
            if (confirm.isVisible()) {
                page.keyboard().press("Enter");
            }
            return page.locator(".notice-success, .choice:has-text('Continue')").count() > 0;
        });

        assertThat(page.locator(".line-text").getByText("y (Yes, backport) — ")).isVisible();
    }

    @Test
    void aProgramThatKnowsNothingOfSpiderPigIsAnswered() throws Exception {
        long asking = BROWSER.server().startJob("ask", "{}");
        Page page = armed("/job/" + asking);

        assertThat(page.locator(".question-ask")).hasText("Who is to be told?");
        page.fill(".answer-text input", "the release team");
        page.locator(".answer-text .primary").click();

        assertThat(page.locator("#job-result")).containsText("Succeeded");
        assertThat(page.locator(".line-text").last()).hasText("Told the release team.");
    }

    @Test
    void aJobIsCancelledInSteps() throws Exception {
        long stubborn = BROWSER.server().startJob("stubborn", "{}");
        Page page = BROWSER.open("/job/" + stubborn);
        assertThat(page.locator(".line-text").first()).hasText("ready");
        Locator controls = page.locator("job-controls");

        controls.getByText("Cancel job").click();
        controls.getByText("Yes, cancel it").click();
        assertThat(controls).containsText("SIGINT");
        controls.getByText("Send SIGTERM").click();
        controls.locator(".controls-question").getByText("Send SIGTERM").click();
        assertThat(controls).containsText("told to end");
        controls.getByText("Send SIGKILL").click();
        controls.locator(".controls-question").getByText("Send SIGKILL").click();

        assertThat(page.locator("#job-result")).containsText("Cancelled by");
        assertThat(controls).isHidden();
    }

    /** Answers come late from one page: when another page has answered yes. */
    private static void holdUpAnswers(Page slower, Page faster) {
        slower.route("**/interactions/*", (Route route) -> {
            choice(faster, "Yes, backport").click();
            choice(faster, "Continue").waitFor();
            route.resume();
        });
    }

    private int pending() throws Exception {
        return BROWSER.server()
                .get("/api/jobs/" + job + "/interactions")
                .body()
                .at("/interaction/id")
                .asInt();
    }

    private static Page armed(String path) throws Exception {
        Page page = BROWSER.open(path);
        page.waitForSelector("question-panel[data-state=armed]");
        return page;
    }

    private static Locator choice(Page page, String label) {
        return page.locator("question-panel[data-state=armed] .choice")
                .filter(new Locator.FilterOptions().setHasText(label));
    }
}
