package spiderpig.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** That a page shows the state as it is, whatever stands between it and the server. */
class LiveIT {
    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void behindABufferingProxyThePageAsksInstead() throws Exception {
        long job = BROWSER.server().startJob("ask", "{}");
        try (BufferingProxy proxy = new BufferingProxy(BROWSER.server().url())) {
            Page page = BROWSER.open("/index");
            page.navigate(proxy.url() + "/job/" + job);

            assertThat(page.locator("connection-banner")).containsText("asks the server every 2 seconds");
            page.waitForSelector("question-panel[data-state=armed]");
            page.fill(".answer-text input", "whoever is there");
            page.locator(".answer-text .primary").click();

            assertThat(page.locator("#job-result")).containsText("Succeeded");
            assertThat(page.locator(".line-text").last()).hasText("Told whoever is there.");
        }
    }

    @Test
    void aBrowserWhoseClockIsWrongShowsHowLongItTookAllTheSame() throws Exception {
        long job = BROWSER.server().startJob("ask", "{}");
        Page page = BROWSER.stranger();
        page.addInitScript("const now = Date.now; Date.now = () => now() + 5 * 3_600_000");
        page.navigate(BROWSER.server().loginLink());

        assertThat(page.locator("job-card .facts")).containsText(Pattern.compile("\\b\\d+\\ss ago"));
        end(job);
    }

    @Test
    void aPageWhoseSessionHasEndedSaysSoAndComesBackWithTheNextOne() throws Exception {
        long job = BROWSER.server().startJob("ask", "{}");
        Page page = BROWSER.open("/job/" + job);
        page.waitForSelector("question-panel[data-state=armed]");
        List<Cookie> session = page.context().cookies();
        page.context().clearCookies();
        BROWSER.server().kill();
        BROWSER.server().start();

        assertThat(page.locator("connection-banner")).containsText("You are not logged in any more.");
        assertThat(page.locator(".question-reason")).containsText("Log in again to answer.");
        assertThat(page.locator(".answer-text .primary")).isDisabled();

        page.context().addCookies(session); // as by a login in another tab
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))");
        assertThat(page.locator("connection-banner")).isEmpty();
        page.waitForSelector("question-panel[data-state=armed]");
        end(job);
        assertThat(page.locator("#job-result")).containsText("Cancelled");
    }

    @Test
    void aJobThatIsForgottenUnderItsPageIsSaidToBeAndAskedForNoMore() throws Exception {
        long job = BROWSER.server().startJob("ask", "{}");
        // Cancelled earlier, it might not even have begun, and have no log.
        BROWSER.server().awaitQuestion(job, Duration.ofMinutes(1));
        end(job);
        Page page = BROWSER.open("/index");
        page.clock().install();
        page.navigate(BROWSER.server().url() + "/job/" + job);
        assertThat(page.locator(".line-text").last()).isVisible();

        int status = new CommandLine(new SpiderpigCommand())
                .execute(
                        "gc",
                        "--keep-days",
                        "0",
                        "--data-dir",
                        BROWSER.server().data().toString());
        assertThat(status).isZero();
        page.getByText("Show sensitive").click();

        assertThat(page.locator(".log-frame")).containsText("This job has been forgotten");
        List<String> asked = new ArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        page.clock().runFor(60_000);
        assertThat(asked).isEmpty();
        page.getByText("To the overview").click();
        assertThat(page.locator("#state")).hasText("Idle");
    }

    @Test
    void whoHasAskedForItIsNotifiedOnceOnWhicheverPage() throws Exception {
        Page page = BROWSER.open("/index");
        page.context().grantPermissions(List.of("notifications"));
        page.addInitScript("""
                globalThis.Notification = class {
                  static permission = "granted";
                  static requestPermission = async () => "granted";
                  constructor(title) { (globalThis.notified ??= []).push(title); }
                };""");
        page.reload();
        page.locator("attention-menu summary").click();
        assertThat(page.getByLabel("Notify me")).not().isChecked();
        page.getByLabel("Notify me").check();

        long job = BROWSER.server().startJob("ask", "{}");
        page.waitForSelector("question-panel[data-state=armed]");
        assertThat(page.evaluate("() => globalThis.notified")).isEqualTo(List.of("Job " + job + " wants an answer"));
        page.navigate(BROWSER.server().url() + "/job/" + job);
        page.waitForSelector("question-panel[data-state=armed]");
        assertThat(page.evaluate("() => globalThis.notified")).isNull();
        end(job);
    }

    private static void end(long job) throws Exception {
        BROWSER.server().post("/api/jobs/" + job + "/cancel", "{}");
        BROWSER.awaitEnd(job);
    }
}
