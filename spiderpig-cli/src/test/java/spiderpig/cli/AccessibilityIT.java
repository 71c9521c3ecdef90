package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That axe, which knows the rules of WCAG 2.1 AA, finds nothing: light and dark, on a laptop and on a phone. */
class AccessibilityIT {
    private static final List<int[]> SIZES = List.of(new int[] {1280, 800}, new int[] {390, 844});

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension();

    private static long cancelled;
    private static String axe = "";

    @BeforeAll
    static void prepare() throws Exception {
        try (InputStream in = AccessibilityIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        cancelled = BROWSER.server().startJob("backport", "{\"changeIds\":[\"1070741\"]}");
        // Cancelled earlier, it might not even have begun, and have no log.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> BROWSER.server()
                                .get("/api/logs/" + cancelled + "/size")
                                .body()
                                .get("lines")
                                .asInt()
                        > 0);
        cancel(cancelled);
    }

    @Test
    void idle() throws Exception {
        Page page = BROWSER.open("/index");
        page.waitForSelector("table.history tbody tr");
        check(page);
    }

    @Test
    void waiting() throws Exception {
        long job = BROWSER.server().startJob("backport", "{\"changeIds\":[\"1070741\"]}");
        for (String path : List.of("/index", "/job/" + job)) {
            Page page = BROWSER.open(path);
            page.waitForSelector("question-panel[data-state=armed]");
            check(page);
        }
        cancel(job);
    }

    @Test
    void over() throws Exception {
        Page page = BROWSER.open("/job/" + cancelled);
        page.waitForSelector("#job-result p");
        page.waitForSelector(".line-text");
        check(page);
    }

    @Test
    void notLoggedIn() {
        Page page = BROWSER.stranger();
        page.navigate(BROWSER.server().url() + "/index");
        check(page);
    }

    @Test
    void notThere() throws IOException {
        check(BROWSER.open("/job/99999"));
    }

    private static void cancel(long job) throws Exception {
        BROWSER.server().post("/api/jobs/" + job + "/cancel", "{}");
        BROWSER.awaitEnd(job);
    }

    private static void check(Page page) {
        page.addScriptTag(new Page.AddScriptTagOptions().setContent(axe));
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int[] size : SIZES) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                page.setViewportSize(size[0], size[1]);
                Object violations = page.evaluate("""
                        async () => (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] })).violations
                          .map((rule) => `${rule.id} (${rule.impact}): ${rule.nodes.map((node) => node.target).join(" ")}`)""");
                assertThat((List<?>) violations)
                        .as("%s, %s, %d pixels wide", page.url(), scheme, size[0])
                        .isEmpty();
            }
        }
    }
}
