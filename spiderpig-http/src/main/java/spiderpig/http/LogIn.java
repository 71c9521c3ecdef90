package spiderpig.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a login code and gives a cookie for it. {@link #byLink} is where the printed links lead: the code is gone from the
 * address bar before anything is shown. {@link #byCall} is the same for programs.
 */
final class LogIn {
    private static final String AFTERWARDS = "/index";

    private final SignIn signIn;
    private final Pages pages;
    private final boolean behindTls;

    LogIn(SignIn signIn, Pages pages, boolean behindTls) {
        this.signIn = signIn;
        this.pages = pages;
        this.behindTls = behindTls;
    }

    private record Given(@Nullable String code) {}

    Response byLink(Request request) {
        Optional<String> code = request.text("code");
        // Looking at the headers of a link must not use it up.
        if (code.isPresent() && !request.headersOnly()) {
            Optional<String> cookie = signIn.redeem(code.get());
            if (cookie.isPresent()) {
                return Response.seeOther(target(request)).with("Set-Cookie", header(cookie.get()));
            }
        }
        if (request.knownUser().isPresent()) {
            return Response.seeOther(target(request)); // an old link, opened again
        }
        return pages.logIn(request);
    }

    Response byCall(Request request) {
        String code = Request.required(request.json(Given.class).code(), "code");
        String cookie =
                signIn.redeem(code).orElseThrow(() -> Problem.wrongLoginCode().exception());
        User user = signIn.byCookie(cookie).orElseThrow();
        return WhoAmI.of(user).with("Set-Cookie", header(cookie));
    }

    private String header(String cookie) {
        return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                .formatted(signIn.cookieName(), cookie, SignIn.COOKIE_LIFE.toSeconds(), behindTls ? "; Secure" : "");
    }

    /** The page that was asked for, if it is one of ours: a link must not lead elsewhere. */
    private static String target(Request request) {
        return request.text("to")
                .filter(to -> to.matches("/[A-Za-z0-9][A-Za-z0-9/_.-]*|/"))
                .orElse(AFTERWARDS);
    }
}
