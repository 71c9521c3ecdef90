package spiderpig.http;

import static org.assertj.core.api.Assertions.assertThat;
import static spiderpig.http.Fixture.send;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How people get in, and how they don't. */
class SignInTest {
    @TempDir
    Path directory;

    private volatile Instant now = Fixture.NOON;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    @Test
    void aLinkLetsItsUserInOnceAndLeavesNoCodeInTheAddress() {
        try (Fixture fixture = new Fixture(directory, clock)) {
            String link = "/login?code=" + fixture.signIn.newCode("bob") + "&to=/job/5";
            HttpResponse<String> looked = send(fixture.anonymous(link).method("HEAD", BodyPublishers.noBody()));
            assertThat(looked.headers().firstValue("Set-Cookie")).isEmpty();
            HttpResponse<String> in = send(fixture.anonymous(link));
            assertThat(in.statusCode()).isEqualTo(303);
            assertThat(in.headers().firstValue("Location")).contains("/job/5");
            assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
                    .contains("; HttpOnly")
                    .contains("; SameSite=Strict")
                    .doesNotContain("Domain");
            assertThat(send(fixture.anonymous(link)).statusCode()).isEqualTo(401);
            String cookie = in.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
            assertThat(send(fixture.anonymous("/api/whoami").header("Cookie", cookie))
                            .body())
                    .isEqualTo("{\"user\":\"bob\",\"mayRespond\":false,\"mayUnmask\":false}");
            assertThat(send(fixture.anonymous(link).header("Cookie", cookie)).statusCode())
                    .as("an old link, for one who is in")
                    .isEqualTo(303);
        }
    }

    @Test
    void aLinkLeadsNowhereElse() {
        try (Fixture fixture = new Fixture(directory, clock)) {
            for (String to : new String[] {"//evil.example", "http://evil.example", "/%5Cevil.example", "/%2Fevil"}) {
                HttpResponse<String> in =
                        send(fixture.anonymous("/login?code=" + fixture.signIn.newCode("bob") + "&to=" + to));
                assertThat(in.headers().firstValue("Location")).contains("/index");
            }
        }
    }

    @Test
    void aCodeDiesAfterAMinute() {
        try (Fixture fixture = new Fixture(directory, clock)) {
            String code = fixture.signIn.newCode("bob");
            now = now.plus(SignIn.CODE_LIFE);
            assertThat(send(fixture.anonymous("/login?code=" + code)).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aCookieOutlivesTheServerButNotItsTime() {
        String cookie;
        try (Fixture fixture = new Fixture(directory, clock)) {
            cookie = fixture.cookie("alice");
        }
        try (Fixture fixture = new Fixture(directory, clock)) {
            assertThat(send(fixture.anonymous("/api/job").header("Cookie", cookie))
                            .statusCode())
                    .isEqualTo(200);
            now = now.plus(SignIn.COOKIE_LIFE);
            assertThat(send(fixture.anonymous("/api/job").header("Cookie", cookie))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aCookieThatWasTamperedWithIsNone() {
        try (Fixture fixture = new Fixture(directory, clock)) {
            String cookie = fixture.cookie("bob");
            String alices = fixture.cookie("alice");
            String name = fixture.signIn.cookieName();
            for (String forged : new String[] {
                name + "=",
                name + "=x",
                name + "=..",
                cookie + "x",
                alices.substring(0, alices.lastIndexOf('.')) + cookie.substring(cookie.lastIndexOf('.'))
            }) {
                assertThat(send(fixture.anonymous("/api/job").header("Cookie", forged))
                                .statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void twoServersOnOneHostKeepTheirCookiesApart(@TempDir Path other) {
        try (Fixture one = new Fixture(directory, clock);
                Fixture two = new Fixture(other, clock)) {
            String both = one.cookie("alice") + "; " + two.cookie("bob");
            assertThat(send(one.anonymous("/api/whoami").header("Cookie", both)).body())
                    .contains("alice");
            assertThat(send(two.anonymous("/api/whoami").header("Cookie", both)).body())
                    .contains("bob");
            String foreign = two.signIn.cookieName() + "=" + one.cookie("alice").split("=", 2)[1];
            assertThat(send(two.anonymous("/api/whoami").header("Cookie", foreign))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aLinkOnAnotherSiteIsFollowedByThePageItselfWithItsCookie() {
        try (Fixture fixture = new Fixture(directory, clock)) {
            HttpResponse<String> page = send(fixture.anonymous("/index").header("Sec-Fetch-Site", "cross-site"));
            assertThat(page.statusCode()).isEqualTo(401);
            assertThat(page.headers().firstValue("Refresh")).contains("0");
            HttpResponse<String> again = send(fixture.anonymous("/index").header("Sec-Fetch-Site", "same-origin"));
            assertThat(again.headers().firstValue("Refresh")).isEmpty();
        }
    }

    @Test
    void theSocketLetsInWhomTheKernelNames() throws Exception {
        try (Fixture fixture = new Fixture(directory, clock);
                LoginSocket socket = LoginSocket.open(
                        directory.resolve("login.sock"),
                        LoginSocket.Callers.EVERYONE,
                        fixture.signIn,
                        fixture.server.url())) {
            assertThat(socket).isNotNull();
            String link = LoginSocket.requestLink(directory.resolve("login.sock"));
            assertThat(link).startsWith(fixture.server.url() + "/login?code=");
            HttpResponse<String> in =
                    send(fixture.anonymous(link.substring(fixture.server.url().length())));
            String cookie = in.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
            assertThat(send(fixture.anonymous("/api/whoami").header("Cookie", cookie))
                            .body())
                    .contains("\"" + System.getProperty("user.name") + "\"");
            assertThat(permissions(directory)).isEqualTo("rwx--x--x");
            assertThat(permissions(directory.resolve("spiderpig.db"))).isEqualTo("rw-------");
            assertThat(permissions(directory.resolve("logs"))).isEqualTo("rwx------");
            assertThat(permissions(directory.resolve("login.sock"))).isEqualTo("rw-rw-rw-");
            assertThat(permissions(directory.resolve("login-key"))).isEqualTo("rw-------");
        }
        assertThat(directory.resolve("login.sock")).doesNotExist();
    }

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void everyAnswerTellsBrowsersToBeCareful() {
        try (Fixture fixture = new Fixture(directory, clock)) {
            for (String path : new String[] {"/healthz", "/index", "/static/base.css", "/api/nothing"}) {
                HttpResponse<String> response = fixture.get(path);
                assertThat(response.headers().firstValue("Content-Security-Policy"))
                        .contains("default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
                assertThat(response.headers().firstValue("X-Content-Type-Options"))
                        .contains("nosniff");
                assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
                assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
            }
        }
    }

    @Test
    void thePageComesCompressedAndOnlyWhenItChanged() throws Exception {
        try (Fixture fixture = new Fixture(directory, clock)) {
            HttpResponse<String> plain = fixture.get("/static/base.css");
            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(plain.headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
            assertThat(plain.headers().firstValue("Cache-Control")).contains("no-cache");
            HttpResponse<String> gzip =
                    send(fixture.request("/static/base.css").header("Accept-Encoding", "br, gzip;q=0.8"));
            assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(gzip.headers().firstValueAsLong("Content-Length").orElseThrow())
                    .isLessThan(
                            plain.headers().firstValueAsLong("Content-Length").orElseThrow());
            String tag = plain.headers().firstValue("ETag").orElseThrow();
            assertThat(send(fixture.request("/static/base.css").header("If-None-Match", tag))
                            .statusCode())
                    .isEqualTo(304);
            assertThat(fixture.get("/index").body()).contains("<!doctype html>");
        }
    }

    @Test
    void filesOfThePageAreKeptUnderTheAddressThatItNames() throws Exception {
        try (Fixture fixture = new Fixture(directory, clock)) {
            List<String> addresses = Pattern.compile("(?:href|src)=\"(/static/[^\"]+)\"")
                    .matcher(fixture.get("/job/" + fixture.running()).body())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(addresses)
                    .anyMatch(address -> address.endsWith("/job-page.js"))
                    .as("a module of a module")
                    .anyMatch(address -> address.endsWith("/line-cache.js"));
            for (String address : addresses) {
                assertThat(fixture.get(address).headers().firstValue("Cache-Control"))
                        .as(address)
                        .hasValue("public, max-age=31536000, immutable");
            }
            assertThat(fixture.get("/static/0123456789abcdef/base.css")
                            .headers()
                            .firstValue("Cache-Control"))
                    .as("of a version that is not this one")
                    .hasValue("no-cache");
        }
    }
}
