package spiderpig.http;

import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import spiderpig.core.AlreadyAnsweredException;
import spiderpig.core.Answer;
import spiderpig.core.DatabaseException;
import spiderpig.core.InteractionNotFoundException;
import spiderpig.core.InteractionWithdrawnException;
import spiderpig.core.InvalidParametersException;
import spiderpig.core.InvalidResponseException;
import spiderpig.core.JobCompleteException;
import spiderpig.core.JobExcludedException;
import spiderpig.core.JobNotFoundException;
import spiderpig.core.JobNotStartedException;
import spiderpig.core.UnknownCommandException;
import spiderpig.logstore.LogDamagedException;
import spiderpig.logstore.LogDeletedException;
import spiderpig.logstore.LogWriteException;
import spiderpig.logstore.Masker;

/**
 * Why a request is refused, as RFC 9457 has it. The only class that knows which refusal has which status.
 *
 * @param status the HTTP status
 * @param detail a sentence that a person can act on
 * @param extras further fields of the body, in order
 * @param headers that go with it
 */
record Problem(int status, String detail, Map<String, Object> extras, Map<String, String> headers) {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = System.getLogger(Problem.class.getName());

    /** RFC 9110, 15.5.20. Undertow doesn't know it. */
    private static final int MISDIRECTED_REQUEST = 421;

    private static final int SQLITE_FULL = 13;

    /** The part of SQLite's result codes that names the kind of failure. */
    private static final int SQLITE_PRIMARY = 0xff;

    /** What the system says of a full disk. */
    private static final String NO_SPACE = "No space left on device";

    /** After how many seconds to try again what can't be done just now. */
    private static final int RETRY_SECONDS = 5;

    private static Problem of(int status, String detail) {
        return new Problem(status, detail, Map.of(), Map.of());
    }

    private Problem with(String field, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extras);
        more.put(field, value);
        return new Problem(status, detail, more, headers);
    }

    private Problem header(String name, String value) {
        return new Problem(status, detail, extras, Map.of(name, value));
    }

    // ---- what HTTP refuses ---------------------------------------------------------------------------------------

    static Problem badRequest(String detail) {
        return of(StatusCodes.BAD_REQUEST, detail);
    }

    static Problem notLoggedIn() {
        return of(
                        StatusCodes.UNAUTHORIZED,
                        "You are not logged in. Run \"scap spiderpig login\" on the deploy host and open the link it prints,"
                                + " or send the token of the server's user as \"Authorization: Bearer …\"")
                .header("WWW-Authenticate", "Bearer realm=\"SpiderPig\"");
    }

    static Problem wrongLoginCode() {
        return of(
                StatusCodes.UNAUTHORIZED,
                "This login code is not valid: each works once, and for a minute. Run \"scap spiderpig login\" on the deploy host for another");
    }

    static Problem mayNotAct(User user) {
        return of(StatusCodes.FORBIDDEN, user.name() + " may look, but not start, answer or cancel jobs here");
    }

    static Problem mayNotUnmask(User user) {
        return of(StatusCodes.FORBIDDEN, user.name() + " may not read logs unmasked; leave out \"masked=false\"");
    }

    static Problem foreignOrigin(String origin) {
        return of(
                StatusCodes.FORBIDDEN,
                "This change was asked for by a page of another site (" + origin + "), so it is not made");
    }

    static Problem misdirected(String host) {
        return of(
                MISDIRECTED_REQUEST,
                "\"" + host
                        + "\" is none of this server's names. Open it as localhost, or allow the name in the configuration");
    }

    static Problem noSuchPath(String path) {
        return of(StatusCodes.NOT_FOUND, "There is nothing at " + path);
    }

    static Problem methodNotAllowed(String method, String path, String allow) {
        return of(StatusCodes.METHOD_NOT_ALLOWED, method + " is not possible at " + path + "; possible: " + allow)
                .header("Allow", allow);
    }

    static Problem notAcceptable(String offered) {
        return of(StatusCodes.NOT_ACCEPTABLE, "This is to be had as " + offered + " only; ask for that in \"Accept\"");
    }

    static Problem tooSlow(int seconds) {
        return of(StatusCodes.REQUEST_TIME_OUT, "The body did not come within " + seconds + " seconds");
    }

    static Problem tooLarge(int limit) {
        return of(StatusCodes.REQUEST_ENTITY_TOO_LARGE, "The body is larger than " + limit + " bytes");
    }

    static Problem unsupportedMediaType() {
        return of(StatusCodes.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON: send \"Content-Type: application/json\"");
    }

    static Problem unprocessable(String detail) {
        return of(StatusCodes.UNPROCESSABLE_ENTITY, detail);
    }

    static Problem tooMany(String detail) {
        return of(StatusCodes.TOO_MANY_REQUESTS, detail).header("Retry-After", String.valueOf(RETRY_SECONDS));
    }

    static Problem shuttingDown() {
        return unavailable("The server is shutting down; running jobs go on, and the next start takes them up");
    }

    private static Problem unavailable(String detail) {
        return of(StatusCodes.SERVICE_UNAVAILABLE, detail).header("Retry-After", String.valueOf(RETRY_SECONDS));
    }

    // ---- what the rules refuse -----------------------------------------------------------------------------------

    /** What to answer when this was thrown. */
    static Problem of(Throwable thrown) {
        if (thrown instanceof RefusedException e) {
            return e.problem();
        }
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof JobNotFoundException
                || thrown instanceof InteractionNotFoundException
                || thrown instanceof LogDeletedException) {
            return of(StatusCodes.NOT_FOUND, message);
        }
        if (thrown instanceof AlreadyAnsweredException e) {
            Answer answer = e.answer();
            return of(StatusCodes.CONFLICT, message)
                    .with("respondedBy", answer.respondedBy())
                    .with("response", answer.response())
                    .with("respondedAt", answer.respondedAt());
        }
        if (thrown instanceof JobExcludedException e) {
            return of(StatusCodes.CONFLICT, message).with("job", e.runningJob());
        }
        if (thrown instanceof InteractionWithdrawnException
                || thrown instanceof JobCompleteException
                || thrown instanceof JobNotStartedException) {
            return of(StatusCodes.CONFLICT, message);
        }
        if (thrown instanceof InvalidParametersException e) {
            return unprocessable(message).with("errors", e.errors());
        }
        if (thrown instanceof UnknownCommandException) {
            return unprocessable(message).with("errors", Map.of("command", message));
        }
        if (thrown instanceof InvalidResponseException) {
            return unprocessable(message).with("errors", Map.of("response", message));
        }
        return trouble(thrown).orElseGet(() -> internal(thrown));
    }

    /** What is wrong with the world around this program, if that is what is wrong. */
    private static Optional<Problem> trouble(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (isFullDisk(cause)) {
                LOG.log(Level.ERROR, "The disk is full; requests that need it are refused: {0}", cause.getMessage());
                return Optional.of(
                        unavailable(
                                "The disk of the server is full, so nothing was done. Make space, then do it again; running jobs wait and lose nothing"));
            }
            if (cause instanceof SQLException || cause instanceof DatabaseException) {
                LOG.log(Level.ERROR, "The database is in trouble; requests that need it are refused", thrown);
                return Optional.of(
                        unavailable("The database is in trouble, so nothing was done: " + cause.getMessage()));
            }
            if (cause instanceof IOException
                    || cause instanceof UncheckedIOException
                    || cause instanceof LogWriteException
                    || cause instanceof LogDamagedException) {
                LOG.log(Level.ERROR, "The disk is in trouble; requests that need it are refused", thrown);
                return Optional.of(unavailable("The disk is in trouble: " + cause.getMessage()));
            }
        }
        return Optional.empty();
    }

    private static boolean isFullDisk(Throwable cause) {
        return cause instanceof SQLException sql
                ? (sql.getErrorCode() & SQLITE_PRIMARY) == SQLITE_FULL
                : cause instanceof IOException
                        && String.valueOf(cause.getMessage()).endsWith(NO_SPACE);
    }

    private static Problem internal(Throwable thrown) {
        // The number leads from what a person sees to what the log says; the reason itself may hold anything.
        UUID incident = UUID.randomUUID();
        LOG.log(Level.ERROR, "A request failed (incident " + incident + "); the server goes on", thrown);
        return of(
                StatusCodes.INTERNAL_SERVER_ERROR,
                "Something went wrong inside SpiderPig. Its log says more under incident " + incident);
    }

    /** The same without what must not be seen: a refusal tells again what was asked for, or what someone else has said. */
    Problem masked(Masker masker) {
        Map<String, Object> visible = new LinkedHashMap<>();
        extras.forEach((field, value) -> visible.put(field, masked(value, masker)));
        return new Problem(status, masker.mask(detail), visible, headers);
    }

    private static Object masked(Object value, Masker masker) {
        if (value instanceof Map<?, ?> fields) {
            Map<Object, Object> visible = new LinkedHashMap<>();
            fields.forEach((field, text) -> visible.put(field, masked(text, masker)));
            return visible;
        }
        return value instanceof String text ? masker.mask(text) : value;
    }

    // ---- how it is sent ------------------------------------------------------------------------------------------

    RefusedException exception() {
        return new RefusedException(this);
    }

    boolean isNotLoggedIn() {
        return status == StatusCodes.UNAUTHORIZED;
    }

    boolean isNotFound() {
        return status == StatusCodes.NOT_FOUND;
    }

    Response response() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", status == MISDIRECTED_REQUEST ? "Misdirected Request" : StatusCodes.getReason(status));
        body.put("status", status);
        body.put("detail", detail);
        body.putAll(extras);
        Response response = Response.of(status, MEDIA_TYPE, Json.bytes(body));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }
}
