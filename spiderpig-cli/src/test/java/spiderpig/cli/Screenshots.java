package spiderpig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Takes the pictures of the documentation from the program as it runs with {@code --demo}: each state on a laptop and on a
 * phone, light and dark. It is none of the tests: {@code docs/screenshots/take} runs it, and somebody looks at them.
 */
class Screenshots {
    private static final String OWNER = "alice";
    private static final List<int[]> SIZES = List.of(new int[] {1280, 800}, new int[] {390, 844});

    @RegisterExtension
    static final BrowserExtension BROWSER = new BrowserExtension(OWNER, "--demo");

    private Path directory = Path.of("");

    @Test
    void take() throws Exception {
        directory = Files.createDirectories(Path.of(System.getProperty("spiderpig.screenshots")));
        makeHistory();

        Page page = BROWSER.stranger();
        page.navigate(BROWSER.server().url() + "/index");
        shoot("not-logged-in", page);

        page = starter("/index");
        page.waitForSelector("table.history tbody tr");
        shoot("idle", page);

        long job = start("1070741", "1070742");
        Page overview = starter("/index");
        page = starter("/job/" + job);
        armed(overview);
        armed(page);
        shoot("waiting", page);
        shoot("waiting-overview", overview);
        choose(page, "Yes");
        // The second question has passed the test servers.
        page.waitForSelector(".question-ask:has-text('Continue')");
        armed(page);
        choose(page, "Continue");
        page.getByText(Pattern.compile("Syncing to all servers, [2-4]\\d %")).waitFor();
        shoot("running", page);
        shoot("running-overview", overview);

        BROWSER.server().kill();
        page.waitForSelector("connection-banner .banner");
        shoot("server-gone", page);
        BROWSER.server().start();

        page = starter("/job/" + job);
        page.waitForSelector("#job-result p");
        shoot("finished", page);

        long failing = start("666");
        answer(failing, "y");
        page = starter("/job/" + failing);
        page.waitForSelector("#job-result p");
        shoot("failed", page);
    }

    /** Some jobs that ended one way or another. */
    private void makeHistory() throws Exception {
        answer(start("1070698"), "n");
        long cancelled = start("1070702", "1070703");
        awaitQuestion(cancelled);
        BROWSER.server().post("/api/jobs/" + cancelled + "/cancel", "{}");
        BROWSER.awaitEnd(cancelled);
        long succeeded = start("1070715");
        answer(succeeded, "y");
        awaitQuestion(succeeded);
        answer(succeeded, "y");
        BROWSER.awaitEnd(succeeded);
    }

    private long start(String... changes) throws IOException, InterruptedException {
        return BROWSER.server().startJob("backport", "{\"changeIds\":[\"" + String.join("\",\"", changes) + "\"]}");
    }

    private int awaitQuestion(long job) {
        return BROWSER.server()
                .awaitQuestion(job, Duration.ofMinutes(1))
                .get("id")
                .asInt();
    }

    private void answer(long job, String key) throws IOException, InterruptedException {
        int number = awaitQuestion(job);
        JsonNode reply = BROWSER.server()
                .post("/api/jobs/" + job + "/interactions/" + number, "{\"response\":\"" + key + "\"}")
                .body();
        if (!reply.has("respondedBy")) {
            throw new IllegalStateException("The answer was refused: " + reply);
        }
        if (key.equals("n")) {
            BROWSER.awaitEnd(job);
        }
    }

    /** A page as the one who started the server sees it. */
    private Page starter(String path) {
        Page page = BROWSER.stranger();
        page.setExtraHTTPHeaders(Map.of("Authorization", BROWSER.server().authorization()));
        page.navigate(BROWSER.server().url() + path);
        return page;
    }

    private static void armed(Page page) {
        page.waitForSelector("question-panel[data-state=armed]");
    }

    private static void choose(Page page, String label) {
        page.locator(".choice")
                .filter(new Locator.FilterOptions().setHasText(label))
                .click();
        page.mouse().move(0, 0);
    }

    private void shoot(String name, Page page) {
        for (int[] size : SIZES) {
            page.setViewportSize(size[0], size[1]);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                // The rows of the log are drawn in the frame after the one in which the window has changed.
                page.evaluate(
                        "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
                String file =
                        "%s-%d-%s.png".formatted(name, size[0], scheme.name().toLowerCase(Locale.ROOT));
                page.screenshot(new Page.ScreenshotOptions().setPath(directory.resolve(file)));
            }
        }
        page.setViewportSize(SIZES.get(0)[0], SIZES.get(0)[1]);
    }
}
