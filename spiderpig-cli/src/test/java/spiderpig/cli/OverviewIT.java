package spiderpig.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a deployer does from the overview, in a real browser against a real server. */
class OverviewIT {
    private static final String CHANGES = "#parameter-changeIds";

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void aDeploymentIsStartedAnsweredAndFinished() throws Exception {
        Page page = BROWSER.open("/index");
        assertThat(page.locator("#state")).hasText("Idle");
        assertThat(start(page)).isDisabled();

        page.fill(CHANGES, "1070741");
        page.keyboard().press("Enter");
        start(page).click();

        page.waitForURL(Pattern.compile("/job/\\d+$"));
        assertThat(page.locator(".question-prompt")).containsText("These changes are scheduled:");
        assertThat(page.locator(".question-prompt a")).hasAttribute("href", "https://gerrit.wikimedia.org/r/c/1070741");
        assertThat(page.locator(".question-ask")).hasText("Backport the changes?");
        answer(page, "Yes, backport");
        assertThat(page.locator("job-progress")).containsText("Syncing to the test servers");
        assertThat(page.locator("job-progress")).containsText("25 %");
        assertThat(page.locator(".question-ask")).hasText("Continue with the deployment?");
        assertThat(page).hasTitle(Pattern.compile("Answer job \\d+!"));
        answer(page, "Continue with the deployment");

        assertThat(page.locator("#job-result")).containsText("Succeeded");
        assertThat(page.locator(".line-text").last()).hasText("Deployed");
        assertThat(page.locator("question-panel .choice")).hasCount(0);
        assertThat(page.locator("job-controls")).isHidden();
    }

    @Test
    void aPastedListBecomesChips() throws Exception {
        Page page = BROWSER.open("/index");
        page.locator(CHANGES)
                .evaluate(
                        """
                        (field, text) => {
                          const clipboardData = new DataTransfer();
                          clipboardData.setData("text/plain", text);
                          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
                        }""",
                        " 1070741\nhttps://gerrit.wikimedia.org/r/c/mediawiki/core/+/1070742/3 , I%s\n\n"
                                .formatted("a".repeat(40)));

        assertThat(page.locator(".chip")).hasCount(3);
        assertThat(page.locator(".chip").nth(1)).containsText("1070742");
        assertThat(start(page)).isEnabled();
    }

    @Test
    void whatIsWrongStandsBesideTheField() throws Exception {
        Page page = BROWSER.open("/index");
        page.fill(CHANGES, "not-a-change");
        page.keyboard().press("Enter");

        assertThat(page.locator("#parameter-changeIds-error")).containsText("not-a-change");
        assertThat(start(page)).isDisabled();
    }

    @Test
    void aDeepLinkFillsTheFormAndStartsNothing() throws Exception {
        int before = BROWSER.server().get("/api/jobs").body().get("jobs").size();
        Page page = BROWSER.open("/index?backport=12345");

        assertThat(page.locator(".chip")).containsText("12345");
        assertThat(start(page)).isEnabled();
        assertThat(BROWSER.server().get("/api/jobs").body().get("jobs")).hasSize(before);
    }

    @Test
    void aJobIsRunAgainFromTheHistory() throws Exception {
        long job = BROWSER.server().startJob("backport", "{\"changeIds\":[\"1070749\"]}");
        BROWSER.server().post("/api/jobs/" + job + "/cancel", "{}");
        BROWSER.awaitEnd(job);
        Page page = BROWSER.open("/index");

        Locator row = page.locator("table.history tbody tr").filter(new Locator.FilterOptions().setHasText("1070749"));
        assertThat(row).containsText("Cancelled");
        row.getByText("Retry").click();

        assertThat(page.locator(".chip")).containsText("1070749");
        assertThat(start(page)).isEnabled();
    }

    @Test
    void aJobThatIsKeptSaysSoOnItsPageAndInTheHistory() throws Exception {
        long job = BROWSER.server().startJob("backport", "{\"changeIds\":[\"1070748\"]}");
        BROWSER.server().post("/api/jobs/" + job + "/cancel", "{}");
        BROWSER.awaitEnd(job);
        Page page = BROWSER.open("/job/" + job);
        Locator pin = page.locator("pin-button button");
        assertThat(pin).hasAttribute("aria-pressed", "false");
        pin.click();
        assertThat(pin).hasText("Kept");
        assertThat(pin).hasAttribute("aria-pressed", "true");
        assertThat(pin).isFocused();

        Page overview = BROWSER.open("/index");
        Locator row = overview.locator(".history tr")
                .filter(new Locator.FilterOptions().setHas(overview.locator("a[href='/job/" + job + "']")));
        assertThat(row.locator(".kept")).containsText("kept");

        pin.click();
        assertThat(pin).hasText("Keep");
        overview.reload();
        assertThat(row).isVisible();
        assertThat(row.locator(".kept")).hasCount(0);
    }

    @Test
    void whoeverStartsAMomentTooLateIsToldAndKeepsWhatWasEntered() throws Exception {
        Page page = BROWSER.open("/index");
        page.fill(CHANGES, "1070750");
        page.keyboard().press("Enter");
        List<Long> faster = new ArrayList<>();
        page.route("**/api/job", route -> {
            if (route.request().method().equals("POST")) {
                try {
                    faster.add(BROWSER.server().startJob("backport", "{\"changeIds\":[\"1070751\"]}"));
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            route.resume();
        });

        start(page).click();

        assertThat(page.locator("#not-started")).containsText("Your job was not started");
        assertThat(page.locator("job-card")).containsText("1070751");
        BROWSER.server().post("/api/jobs/" + faster.get(0) + "/cancel", "{}");
        BROWSER.awaitEnd(faster.get(0));
        assertThat(page.locator(".chip")).containsText("1070750");
        assertThat(start(page)).isEnabled();
    }

    @Test
    void strangersAreToldHowToGetIn() throws Exception {
        Page page = BROWSER.stranger();
        Response response = page.navigate(BROWSER.server().url() + "/index");
        assertThat(response.status()).isEqualTo(401);
        assertThat(page.locator("main")).containsText("scap spiderpig login");

        page.fill("#code", "wrong");
        page.keyboard().press("Enter");
        assertThat(page.locator("#login-message")).containsText("not valid");

        String link = BROWSER.server().loginLink();
        page.fill("#code", link.substring(link.indexOf('=') + 1));
        page.keyboard().press("Enter");
        assertThat(page.locator("#state")).hasText("Idle");

        page.context().clearCookies();
        page.navigate(link);
        assertThat(page.locator("#login-message")).containsText("A code works once");
    }

    private static Locator start(Page page) {
        return page.locator("start-form button[type=submit]");
    }

    private static void answer(Page page, String label) {
        page.locator("question-panel[data-state=armed] .choice")
                .filter(new Locator.FilterOptions().setHasText(label))
                .click();
    }
}
