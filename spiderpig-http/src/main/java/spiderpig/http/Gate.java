package spiderpig.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is let in: called by one of our names, not by a page of another site, by someone who may do what
 * is asked. Loopback alone protects nothing: a deploy host has other users, and a browser has other pages.
 *
 * <p>Safe for any number of threads.
 */
final class Gate {
    private static final HttpString SEC_FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final String BEARER = "Bearer ";

    private final HttpSettings settings;
    private final SignIn signIn;

    Gate(HttpSettings settings, SignIn signIn) {
        this.settings = settings;
        this.signIn = signIn;
    }

    /** Refuses what was sent to a name that is not ours: somebody else's name for our address. */
    void checkHost(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        String host = headers.getFirst(Headers.HOST);
        // A whole URL in the first line is for proxies, and would have a second say in what the host is.
        if (host == null
                || headers.count(Headers.HOST) != 1
                || exchange.isHostIncludedInRequestURI()
                || !settings.allows(name(host))) {
            throw Problem.misdirected(String.valueOf(host)).exception();
        }
    }

    private static String name(String host) {
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }

    /** Refuses a change that a page of another site asks for. Programs send neither header. */
    void checkOrigin(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        String origin = headers.getFirst(Headers.ORIGIN);
        if (origin != null && !isOurs(origin, headers.getFirst(Headers.HOST))) {
            throw Problem.foreignOrigin(origin).exception();
        }
        if (isForeign(headers.getFirst(SEC_FETCH_SITE))) {
            throw Problem.foreignOrigin(headers.getFirst(SEC_FETCH_SITE)).exception();
        }
    }

    private static boolean isOurs(String origin, String host) {
        // The host has been found to be ours; with the port it is what the browser itself takes for the origin.
        String lower = origin.toLowerCase(Locale.ROOT);
        String ours = host.toLowerCase(Locale.ROOT);
        return lower.equals("http://" + ours) || lower.equals("https://" + ours);
    }

    private static boolean isForeign(@Nullable String site) {
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    /** Whether a browser came here by a link on another site, and so has kept its cookie to itself. */
    static boolean cameFromElsewhere(HttpServerExchange exchange) {
        return isForeign(exchange.getRequestHeaders().getFirst(SEC_FETCH_SITE));
    }

    /** Who sends this, by token or cookie. */
    Optional<User> user(HttpServerExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        if (authorization != null) {
            // Whoever shows a token means it: a wrong one isn't made good by a cookie.
            return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? signIn.byToken(authorization.substring(BEARER.length()).strip())
                    : Optional.empty();
        }
        Cookie cookie = exchange.getRequestCookie(signIn.cookieName());
        return cookie == null ? Optional.empty() : signIn.byCookie(cookie.getValue());
    }

    /** Refuses who may not use this route; returns who it is, or null if the route is open to everybody and nobody is known. */
    @Nullable
    User check(Route.Need need, HttpServerExchange exchange) {
        Optional<User> user = user(exchange);
        if (need == Route.Need.NOTHING) {
            return user.orElse(null);
        }
        User known = user.orElseThrow(() -> Problem.notLoggedIn().exception());
        if (need == Route.Need.RIGHT_TO_ACT && !known.mayRespond()) {
            throw Problem.mayNotAct(known).exception();
        }
        return known;
    }
}
