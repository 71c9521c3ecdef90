package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A browser and a server for the tests of one class. Each page that a test opens is a viewer of its own, who has logged in; it
 * is closed after the test, which fails if a script on it did.
 */
final class BrowserExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** {@code deploy} is a file in the test's resources; {@code count} waits in the middle for {@link #letCountOn}. */
    private static final String CONFIGURATION = """
            commands:
              backport:
                description: Deploys Gerrit changes
                argv: [sh, %s, "{changeIds}"]
                parameters:
                  changeIds: { kind: gerrit-change, list: true, min: 1, max: 20, label: Changes }
                exclusive: deployment
              ask:
                description: Knows nothing of SpiderPig
                argv: [sh, -c, "printf 'Who is to be told? '; read -r name; echo Told $name."]
              choose:
                description: Offers more than anyone wants to read
                argv:
                  - python3
                  - -c
                  - |
                    import json, os
                    choices = {f"wiki {i} of the family": str(i) for i in range(30)} | {"x" * 300: "x"}
                    print(json.dumps({"iokey": os.environ["SPIDERPIG_IO_KEY"], "type": "interaction", "subtype": "choices",
                      "prompt": "Which " + "very " * 99 + "long one?", "choices": choices, "default": "3"}), flush=True)
                    input()
              stubborn:
                description: Ends for nobody
                argv: [sh, -c, "trap '' INT TERM; echo ready; while :; do sleep 0.1; done"]
              count:
                description: Counts
                argv: [sh, -c, 'for n in $(seq 200); do echo count $n; until [ $n != 100 ] || [ -e "$0-$SPIDERPIG_JOB_ID" ];
                    do sleep 0.1; done; sleep 0.02; done', %s]
              long:
                description: Prints a million lines
                argv: [seq, -f, "line %%.0f of a long log", "1000000"]
            """;

    /** Whatever a page is waited for: longer than all its own periods together, on a machine that is busy. */
    private static final double TIMEOUT_MILLIS = 60_000;

    static {
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
    }

    private final String starter;
    private final String[] options;
    private final List<BrowserContext> viewers = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private @Nullable Path directory;
    private @Nullable KillableServer server;
    private @Nullable Playwright playwright;
    private @Nullable Browser browser;

    /** A server of the user who runs the tests. */
    BrowserExtension() {
        this(System.getProperty("user.name"));
    }

    /**
     * @param starter who starts the server, as far as it knows
     * @param options further ones of its command line
     */
    BrowserExtension(String starter, String... options) {
        this.starter = starter;
        this.options = options;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        Path created = Files.createTempDirectory("spiderpig-browser-");
        directory = created;
        Path deploy = created.resolve("deploy");
        try (InputStream script = BrowserExtension.class.getResourceAsStream("deploy")) {
            Files.write(deploy, script.readAllBytes());
        }
        KillableServer started = new KillableServer(
                        created, CONFIGURATION.formatted(deploy, created.resolve("count-on")), options)
                .startedBy(starter);
        server = started;
        started.start();
        Playwright driver = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        playwright = driver;
        browser = driver.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        // It can't be had as root, which is what containers run tests as; only our own pages are
                        // opened.
                        .setChromiumSandbox(false)
                        .setArgs(List.of("--disable-gpu", "--disable-background-networking")));
    }

    KillableServer server() {
        return notNull(server);
    }

    /** Has a {@code count} job, which has stopped at 100, go on. */
    void letCountOn(long job) throws IOException {
        Files.createFile(notNull(directory).resolve("count-on-" + job));
    }

    /** A page as a viewer who has logged in sees it. */
    Page open(String path) throws IOException {
        Page page = stranger();
        page.navigate(server().loginLink());
        page.navigate(server().url() + path);
        return page;
    }

    /** A page for someone who has not logged in. Scripts may be added to it, which the pages themselves forbid. */
    Page stranger() {
        BrowserContext viewer = notNull(browser)
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1280, 800)
                        .setColorScheme(ColorScheme.LIGHT)
                        .setTimezoneId("UTC")
                        .setBypassCSP(true));
        viewer.setDefaultTimeout(TIMEOUT_MILLIS);
        viewers.add(viewer);
        Page page = viewer.newPage();
        page.onPageError(errors::add);
        return page;
    }

    /** Waits until a job has ended, however it does. */
    void awaitEnd(long job) {
        server().awaitComplete(job, Duration.ofMinutes(1));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        closeViewers();
        assertThat(errors).as("errors in scripts").isEmpty();
    }

    private void closeViewers() {
        viewers.forEach(BrowserContext::close);
        viewers.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        if (playwright != null) {
            playwright.close();
        }
        if (server != null) {
            server.close();
        }
        Scratch.remove(notNull(directory));
    }

    private static <T> T notNull(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("Nothing was started");
        }
        return value;
    }
}
