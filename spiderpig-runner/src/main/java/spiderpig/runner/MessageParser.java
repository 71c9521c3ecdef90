package spiderpig.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Choice;
import spiderpig.core.Progress;

/**
 * Understands the messages of one job: lines of JSON that bear its key in the field {@code iokey}. What bears another key, or
 * none, is no message.
 *
 * <table>
 * <caption>Messages by their {@code type}</caption>
 * <tr><td>{@code line}<td>{@code line}, {@code sensitive} (false if absent)
 * <tr><td>{@code status}<td>{@code status}: a text, or null
 * <tr><td>{@code progress}<td>{@code progress}: null, or an object with {@code name}, {@code totalTasks}, {@code tasksInFlight},
 *     {@code tasksFinishedOk}, {@code tasksFinishedFailed}, {@code tasksPercentComplete}, {@code progressFinished}
 * <tr><td>{@code interaction}<td>{@code subtype}: {@code choices} with {@code prompt}, {@code choices} (an object label → key, in order) and
 *     {@code default} (a key, or null), or {@code input_line} with {@code prompt}
 * </table>
 *
 * Safe for any number of threads.
 */
final class MessageParser {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final IoKey key;

    MessageParser(IoKey key) {
        this.key = key;
    }

    /** What a line says in which the key was found: the message, be it broken; empty if it is no JSON object, or bears another key. */
    Optional<JobMessage> parse(byte[] line, int from, int to) {
        if (from == to || line[from] != '{') {
            return Optional.empty();
        }
        try {
            JsonNode message = JSON.readTree(line, from, to - from);
            return message.path("iokey").asText().equals(key.text())
                    ? Optional.of(understand(message))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.of(new JobMessage.Broken("is no valid JSON"));
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory can't fail", e);
        }
    }

    private static JobMessage understand(JsonNode message) {
        try {
            String type = text(message, "type");
            return switch (type) {
                case "line" ->
                    new JobMessage.Line(
                            text(message, "line"), message.path("sensitive").asBoolean(false));
                case "status" -> new JobMessage.Status(nullableText(message, "status"));
                case "progress" -> new JobMessage.ProgressReport(progress(required(message, "progress")));
                case "interaction" -> ask(message);
                default -> new JobMessage.Broken("has the unknown type \"" + type + "\"");
            };
        } catch (IllegalArgumentException e) {
            return new JobMessage.Broken(String.valueOf(e.getMessage()));
        }
    }

    private static JobMessage ask(JsonNode message) {
        String subtype = text(message, "subtype");
        String prompt = text(message, "prompt");
        return switch (subtype) {
            case "choices" -> choices(prompt, required(message, "choices"), nullableText(message, "default"));
            case "input_line" -> new JobMessage.Ask(prompt, List.of(), null);
            default -> new JobMessage.Broken("has the unknown subtype \"" + subtype + "\"");
        };
    }

    private static JobMessage choices(String prompt, JsonNode object, @Nullable String defaultKey) {
        List<Choice> choices = new ArrayList<>();
        for (Map.Entry<String, JsonNode> choice : object.properties()) {
            if (!choice.getValue().isValueNode()) {
                throw new IllegalArgumentException("has no key for the choice \"" + choice.getKey() + "\"");
            }
            choices.add(new Choice(choice.getKey(), choice.getValue().asText()));
        }
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("has no choices");
        }
        return new JobMessage.Ask(prompt, choices, defaultKey);
    }

    private static @Nullable Progress progress(JsonNode progress) {
        if (progress.isNull()) {
            return null;
        }
        if (!progress.isObject()) {
            throw new IllegalArgumentException("has a \"progress\" that is no object");
        }
        Long percent = nullableNumber(progress, "tasksPercentComplete");
        return new Progress(
                text(progress, "name"),
                nullableNumber(progress, "totalTasks"),
                nullableNumber(progress, "tasksInFlight"),
                number(progress, "tasksFinishedOk"),
                number(progress, "tasksFinishedFailed"),
                percent == null ? null : (int) Math.max(0, Math.min(100, percent)),
                progress.path("progressFinished").asBoolean(false));
    }

    private static JsonNode required(JsonNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            throw new IllegalArgumentException("has no field \"" + field + "\"");
        }
        return value;
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = required(object, field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("has a field \"" + field + "\" that is no text");
        }
        return value.textValue();
    }

    private static @Nullable String nullableText(JsonNode object, String field) {
        return object.path(field).isNull() || !object.has(field) ? null : text(object, field);
    }

    private static long number(JsonNode object, String field) {
        Long value = nullableNumber(object, field);
        return value == null ? 0 : value;
    }

    private static @Nullable Long nullableNumber(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException("has a field \"" + field + "\" that is no number");
        }
        return Math.round(value.doubleValue());
    }
}
