package spiderpig.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That a page says when its server is gone, and goes on where it was when it is back. */
class ServerLossIT {
    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    @Test
    void noLineIsMissingOrDoubledWhenTheServerIsKilledUnderThePage() throws Exception {
        long job = BROWSER.server().startJob("count", "{}");
        Page page = BROWSER.open("/job/" + job);
        assertThat(page.locator(".line-text").first()).containsText("count");

        BROWSER.server().kill();
        assertThat(page.locator("connection-banner")).containsText("The server is gone.");
        BROWSER.letCountOn(job);
        BROWSER.server().start();

        assertThat(page.locator("connection-banner")).isEmpty();
        assertThat(page.locator("#job-result")).containsText("Succeeded");
        assertThat(page.locator(".line-text").last()).hasText("count 200");
        assertThat(rows(page))
                .isEqualTo(lines(job)
                        .subList(
                                lines(job).size() - rows(page).size(),
                                lines(job).size()));
        assertThat(lines(job)).startsWith("count 1").endsWith("count 200").hasSize(200);
        assertThat(page.locator(".log-size")).hasText("200 lines");
        page.focus(".log");
        page.keyboard().press("Home");
        assertThat(page.locator(".line-text").first()).hasText("count 1");
        assertThat(rows(page)).isEqualTo(lines(job).subList(0, rows(page).size()));
    }

    @Test
    void aQuestionOutlivesTheServerAndIsAnsweredOnTheSamePage() throws Exception {
        long job = BROWSER.server().startJob("ask", "{}");
        Page page = BROWSER.open("/job/" + job);
        Page overview = BROWSER.open("/index");
        page.waitForSelector("question-panel[data-state=armed]");
        page.fill(".answer-text input", "every");

        BROWSER.server().kill();
        assertThat(overview.locator("#state")).hasText("Out of touch with the server");
        assertThat(page.locator(".question-reason")).containsText("You can answer as soon as it is back.");
        assertThat(page.locator(".answer-text .primary")).isDisabled();
        assertThat(page.getByText("Cancel job")).isDisabled();
        BROWSER.server().start();

        assertThat(overview.locator("#state")).hasText("Job " + job + " wants an answer");
        assertThat(page.locator("connection-banner")).isEmpty();
        assertThat(page.locator(".answer-text input")).hasValue("every");
        page.fill(".answer-text input", "everyone");
        page.waitForSelector("question-panel[data-state=armed]");
        assertThat(page.locator(".question-reason")).isEmpty();
        page.locator(".answer-text .primary").click();
        assertThat(page.locator("#job-result")).containsText("Succeeded");
        assertThat(page.locator(".line-text").last()).hasText("Told everyone.");
        assertThat(overview.locator("#state")).hasText("Idle");
    }

    @Test
    void aTunnelThatFallsSilentIsNoticedAndNothingIsLostOrDoubledWhenItIsBack() throws Exception {
        try (StallingTunnel tunnel = new StallingTunnel(BROWSER.server().url())) {
            long counting = BROWSER.server().startJob("count", "{}");
            long asking = BROWSER.server().startJob("ask", "{}");
            Page counter = BROWSER.open("/index");
            counter.navigate(tunnel.url() + "/job/" + counting);
            Page page = BROWSER.open("/index");
            page.navigate(tunnel.url() + "/job/" + asking);
            assertThat(counter.locator(".line-text").first()).containsText("count");
            page.fill(".answer-text input", "everyone");
            page.waitForSelector("question-panel[data-state=armed]");

            tunnel.cut();
            page.locator(".answer-text .primary").click();
            assertThat(counter.locator("connection-banner")).containsText("The server is gone.");
            assertThat(page.locator(".question-notice"))
                    .containsText("it is not known whether your answer has arrived");
            BROWSER.letCountOn(counting);
            BROWSER.awaitEnd(counting);
            tunnel.mend();

            assertThat(page.locator(".question-notice")).containsText("Your answer “everyone” has not arrived");
            page.waitForSelector("question-panel[data-state=armed]");
            page.locator(".answer-text .primary").click();
            assertThat(page.locator(".line-text").last()).hasText("Told everyone.");
            assertThat(page.locator(".line[data-kind=response]")).hasCount(1);
            assertThat(counter.locator("#job-result")).containsText("Succeeded");
            assertThat(counter.locator(".log-size")).hasText("200 lines");
            assertThat(counter.locator(".line-text").last()).hasText("count 200");
        }
    }

    private static List<String> rows(Page page) {
        return page.locator(".line-text").allTextContents();
    }

    private static List<String> lines(long job) throws Exception {
        List<String> lines = new ArrayList<>();
        for (JsonNode line :
                BROWSER.server().get("/api/logs/" + job + "?count=1000").body()) {
            lines.add(line.asText());
        }
        return lines;
    }
}
