package spiderpig.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import spiderpig.logstore.Masker;

/**
 * Takes a request from the network to its endpoint: lets it in or not, reads its body, has it answered on a thread that may
 * wait, and turns whatever is thrown into a refusal.
 *
 * <p>Safe for any number of threads.
 */
final class RequestHandler implements HttpHandler {
    static final int MAX_BODY = 64 * 1024;
    private static final int BODY_SECONDS = 10;
    private static final byte[] NO_BODY = new byte[0];

    /** What every response says to browsers. */
    private static final Map<HttpString, String> STANDARD_HEADERS = Map.of(
            new HttpString("Content-Security-Policy"),
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
            new HttpString("X-Content-Type-Options"),
            "nosniff",
            new HttpString("Referrer-Policy"),
            "no-referrer",
            new HttpString("Cross-Origin-Resource-Policy"),
            "same-origin",
            Headers.CACHE_CONTROL,
            "no-store");

    private final Routes routes;
    private final Gate gate;
    private final ResponseCache cache;
    private final Pages pages;
    private final ResponseSender sender;
    private final Masker masker;
    private volatile boolean closing;

    RequestHandler(Routes routes, Gate gate, ResponseCache cache, Pages pages, ResponseSender sender, Masker masker) {
        this.routes = routes;
        this.gate = gate;
        this.cache = cache;
        this.pages = pages;
        this.sender = sender;
        this.masker = masker;
    }

    /** From now on everything is refused, because the server stops. */
    void refuseAll() {
        closing = true;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        STANDARD_HEADERS.forEach((name, value) -> exchange.getResponseHeaders().put(name, value));
        Route route = null;
        try {
            if (closing) {
                exchange.setPersistent(false);
                throw Problem.shuttingDown().exception();
            }
            gate.checkHost(exchange);
            Routes.Match match = routes.match(exchange.getRequestMethod().toString(), exchange.getRequestPath());
            route = match.route();
            if (route.changesSomething()) {
                gate.checkOrigin(exchange);
            }
            User user = gate.check(route.need(), exchange);
            checkAccept(exchange, route);
            if (route.changesSomething()) {
                checkBody(exchange);
                readBody(exchange, match, user);
            } else {
                answer(exchange, match, user);
            }
        } catch (RuntimeException e) {
            refuse(exchange, route, e);
        }
    }

    // ---- before the answer ---------------------------------------------------------------------------------------

    private static void checkAccept(HttpServerExchange exchange, Route route) {
        String accept = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
        if (accept != null && !MediaTypes.accepts(accept, route.mediaType())) {
            throw Problem.notAcceptable(route.mediaType()).exception();
        }
    }

    private static void checkBody(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        if (exchange.getRequestContentLength() > MAX_BODY) {
            exchange.setPersistent(false); // nobody reads the rest
            throw Problem.tooLarge(MAX_BODY).exception();
        }
        boolean bodyComes = exchange.getRequestContentLength() > 0 || headers.contains(Headers.TRANSFER_ENCODING);
        if (bodyComes && !MediaTypes.isJson(headers.getFirst(Headers.CONTENT_TYPE))) {
            throw Problem.unsupportedMediaType().exception();
        }
    }

    /** Reads the body as it comes, without a thread that waits for it. */
    private void readBody(HttpServerExchange exchange, Routes.Match match, @Nullable User user) {
        XnioExecutor.Key timeout =
                exchange.getIoThread().executeAfter(() -> tooSlow(exchange), BODY_SECONDS, TimeUnit.SECONDS);
        exchange.getRequestReceiver().setMaxBufferSize(MAX_BODY);
        exchange.getRequestReceiver()
                .receiveFullBytes(
                        (read, body) -> {
                            timeout.remove();
                            dispatch(read, match, new Request(read, match.numbers(), user, body));
                        },
                        (failed, e) -> {
                            timeout.remove();
                            failed.setPersistent(false);
                            if (e instanceof io.undertow.io.Receiver.RequestToLargeException) {
                                refuse(
                                        failed,
                                        match.route(),
                                        Problem.tooLarge(MAX_BODY).exception());
                            } else {
                                IoUtils.safeClose(failed.getConnection()); // whoever sent it has gone
                            }
                        });
    }

    private void tooSlow(HttpServerExchange exchange) {
        if (!exchange.isResponseStarted()) {
            exchange.setPersistent(false);
            refuse(exchange, null, Problem.tooSlow(BODY_SECONDS).exception());
        }
    }

    // ---- the answer ----------------------------------------------------------------------------------------------

    private void answer(HttpServerExchange exchange, Routes.Match match, @Nullable User user) {
        if (match.route().cached()) {
            Response known = cache.find(key(exchange));
            if (known != null) {
                sender.send(exchange, known); // from memory, so without another thread
                return;
            }
        }
        dispatch(exchange, match, new Request(exchange, match.numbers(), user, NO_BODY));
    }

    private void dispatch(HttpServerExchange exchange, Routes.Match match, Request request) {
        exchange.dispatch((HttpHandler) dispatched -> {
            try {
                Route route = match.route();
                Response response = route.cached()
                        ? cache.keep(key(dispatched), () -> route.endpoint().answer(request))
                        : route.endpoint().answer(request);
                sender.send(dispatched, request, response);
            } catch (RuntimeException e) {
                refuse(dispatched, match.route(), e);
            }
        });
    }

    private static String key(HttpServerExchange exchange) {
        return exchange.getRequestPath() + "?" + exchange.getQueryString();
    }

    private void refuse(HttpServerExchange exchange, @Nullable Route route, RuntimeException thrown) {
        Problem problem = Problem.of(thrown).masked(masker);
        if (!isForPeople(exchange, route)) {
            sender.send(exchange, problem.response());
            return;
        }
        Request request = new Request(exchange, Map.of(), null, NO_BODY);
        if (problem.isNotLoggedIn()) {
            Response page = pages.logIn(request);
            // A link on another site brings no cookie, for it is SameSite=Strict; the same asked for by this page does.
            sender.send(exchange, Gate.cameFromElsewhere(exchange) ? page.with("Refresh", "0") : page);
        } else if (problem.isNotFound()) {
            sender.send(exchange, pages.notFound(request));
        } else {
            sender.send(exchange, problem.response());
        }
    }

    private static boolean isForPeople(HttpServerExchange exchange, @Nullable Route route) {
        if (route != null) {
            return route.isPage();
        }
        String accept = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
        return !exchange.getRequestPath().startsWith("/api/") && accept != null && accept.contains(Response.HTML);
    }
}
