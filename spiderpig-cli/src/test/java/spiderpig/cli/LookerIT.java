package spiderpig.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That whoever may only look sees all that others do, can press nothing, and is told why. */
class LookerIT {
    private static final String STARTER = "alice";

    /** Whoever runs the tests logs in as somebody else than who started the server. */
    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension(STARTER);

    @Test
    void aLookerSeesTheQuestionAndWhoAnswersItAndCanPressNothing() throws Exception {
        long job = BROWSER.server().startJob("backport", "{\"changeIds\":[\"1070741\"]}");
        Page log = BROWSER.open("/job/" + job);
        Page overview = BROWSER.open("/index");
        for (Page page : new Page[] {log, overview}) {
            assertThat(page.locator(".question-ask")).hasText("Backport the changes?");
            assertThat(page.locator(".question-reason")).containsText("you may look but not answer");
            assertThat(page.locator(".choice")).hasCount(2);
            for (Locator choice : page.locator(".choice").all()) {
                assertThat(choice).isDisabled();
            }
            assertThat(page.getByText("Cancel job")).hasCount(0);
        }

        BROWSER.server().post("/api/jobs/" + job + "/interactions/1", "{\"response\":\"n\"}");
        assertThat(log.locator(".question-notice")).containsText(STARTER + " answered “No” (n)");
        BROWSER.awaitEnd(job);

        assertThat(log.locator("#job-result")).containsText("Failed");
        assertThat(log.getByText("Run again")).isHidden();
        assertThat(overview.locator("start-form")).containsText("you may look but not start anything");
        assertThat(overview.locator("start-form button")).isHidden();
        assertThat(overview.locator(".history").getByText("Retry")).isHidden();
    }
}
