package spiderpig.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request as an {@link Endpoint} sees it: checked, with its body, and with who sent it. For the one thread that answers it. */
final class Request {
    private final HttpServerExchange exchange;
    private final Map<String, Long> numbers;
    private final @Nullable User user;
    private final byte[] body;

    Request(HttpServerExchange exchange, Map<String, Long> numbers, @Nullable User user, byte[] body) {
        this.exchange = exchange;
        this.numbers = numbers;
        this.user = user;
        this.body = body;
    }

    String path() {
        return exchange.getRequestPath();
    }

    /** Whether only the headers of the answer are wanted. */
    boolean headersOnly() {
        return exchange.getRequestMethod().equalToString("HEAD");
    }

    /** The number in place of <code>{name}</code> in the route's pattern. */
    long number(String name) {
        Long number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("The route of " + path() + " has no {" + name + "}");
        }
        return number;
    }

    /** The job that the path names. */
    long id() {
        return number("id");
    }

    /** Who sent it. Routes that can be reached without logging in don't ask. */
    User user() {
        if (user == null) {
            throw new IllegalStateException("Nobody is logged in at " + path());
        }
        return user;
    }

    /** Who sent it, if they are logged in. */
    Optional<User> knownUser() {
        return Optional.ofNullable(user);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    // ---- the query -----------------------------------------------------------------------------------------------

    /** A query parameter; empty if it isn't given, or has no text. */
    Optional<String> text(String name) {
        Deque<String> values = exchange.getQueryParameters().get(name);
        return values == null
                ? Optional.empty()
                : Optional.of(values.getFirst()).filter(value -> !value.isEmpty());
    }

    /** A query parameter that is a whole number. */
    OptionalLong longNumber(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException e) {
            throw Problem.badRequest("\"" + name + "\" must be a whole number, not \"" + text.get() + "\"")
                    .exception();
        }
    }

    /** A query parameter that says how many; whoever asks for more than {@code max} gets {@code max}. */
    int count(String name, int standard, int max) {
        long count = longNumber(name).orElse(standard);
        if (count < 1) {
            throw Problem.badRequest("\"" + name + "\" must be at least 1, not " + count)
                    .exception();
        }
        return (int) Math.min(count, max);
    }

    /** A query parameter that is true or false. */
    boolean flag(String name, boolean standard) {
        return text(name)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default ->
                        throw Problem.badRequest("\"" + name + "\" must be true or false, not \"" + text + "\"")
                                .exception();
                })
                .orElse(standard);
    }

    // ---- the body ------------------------------------------------------------------------------------------------

    boolean hasBody() {
        return body.length > 0;
    }

    private record Nothing() {}

    /** There is nothing to say in the body. What is sent all the same must be JSON, so that what is said later breaks nobody. */
    void expectNothing() {
        if (hasBody()) {
            json(Nothing.class);
        }
    }

    /** The body, which must be a JSON object with no other fields than those of {@code type}. */
    <T> T json(Class<T> type) {
        try {
            JsonNode tree = Json.MAPPER.readTree(body);
            if (!tree.isObject()) {
                throw Problem.badRequest("The body must be a JSON object").exception();
            }
            return Json.MAPPER.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw Problem.badRequest("There is no field \"" + e.getPropertyName() + "\"; there are: " + known)
                    .exception();
        } catch (JsonMappingException e) {
            throw Problem.badRequest("Field \"" + path(e.getPath()) + "\" has a value of the wrong type")
                    .exception();
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("The body is not JSON: " + e.getOriginalMessage())
                    .exception();
        } catch (IOException e) {
            throw Problem.badRequest("The body is not JSON in UTF-8").exception();
        }
    }

    /** A field that must be there. */
    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw Problem.badRequest("The field \"" + field + "\" is missing").exception();
        }
        return value;
    }

    private static String path(List<JsonMappingException.Reference> path) {
        return path.stream()
                .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
                .collect(Collectors.joining("."));
    }
}
