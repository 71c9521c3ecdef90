package spiderpig.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that is to be given when a command is started.
 *
 * @param name its name in the command's argv, the API and the configuration
 * @param label what a person reads beside the field
 * @param kind what its values look like
 * @param list whether it takes several values
 * @param min how many values it needs; 0 makes it optional
 * @param max how many values it takes; 1 unless {@code list}
 * @param choices the values that {@link ParameterKind#CHOICE} allows; empty for all others
 */
public record Parameter(
        String name, String label, ParameterKind kind, boolean list, int min, int max, List<String> choices) {

    /** A value may have at most so many characters. */
    public static final int MAX_LENGTH = 4_096;

    public Parameter {
        choices = List.copyOf(choices);
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
            throw new IllegalArgumentException(
                    "\"" + name
                            + "\" is no name for a parameter; a name has up to 64 letters, digits, \"-\" and \"_\", and begins with a letter");
        }
        if (min < 0 || max < 1 || min > max) {
            throw new IllegalArgumentException(
                    "parameter \"" + name + "\" can't take from " + min + " to " + max + " values");
        }
        if (!list && max > 1) {
            throw new IllegalArgumentException(
                    "parameter \"" + name + "\" is no list, so it can't take up to " + max + " values");
        }
        if ((kind == ParameterKind.CHOICE) == choices.isEmpty()) {
            throw new IllegalArgumentException("parameter \"" + name + "\" of kind " + kind.text()
                    + (choices.isEmpty() ? " needs choices" : " can't have choices"));
        }
    }

    /** {@code given} as the command takes it: blanks trimmed, addresses replaced by numbers, repeated list entries dropped. */
    ParameterValue normalize(ParameterValue given) {
        List<String> values =
                given.values().stream().map(String::strip).map(kind::normalize).toList();
        return new ParameterValue(
                given.list(), list ? values.stream().distinct().toList() : values);
    }

    /** What is wrong with a normalized value, as the end of a sentence whose subject is the parameter's name. */
    Optional<String> check(ParameterValue given) {
        if (given.list() != list) {
            return Optional.of(list ? "takes a list of values" : "takes one value, not a list");
        }
        List<String> values = given.values();
        if (values.size() < min || values.size() > max) {
            return Optional.of("takes " + range() + ", but " + values.size() + " were given");
        }
        List<String> problems = new ArrayList<>();
        for (String value : values) {
            checkOne(value).ifPresent(problems::add);
        }
        return problems.isEmpty() ? Optional.empty() : Optional.of("can't be used: " + String.join("; ", problems));
    }

    private Optional<String> checkOne(String value) {
        if (value.isEmpty()) {
            return Optional.of("a value is empty");
        }
        String shown = ParameterKind.shown(value);
        if (value.length() > MAX_LENGTH) {
            return Optional.of("\"" + shown + "\" is longer than " + MAX_LENGTH + " characters");
        }
        if (value.chars().anyMatch(c -> c == '\0' || c == '\n' || c == '\r')) {
            return Optional.of("a value has a line break or a NUL character in it");
        }
        if (value.startsWith("-")) {
            // The command would take it for an option.
            return Optional.of("\"" + shown + "\" begins with \"-\"");
        }
        if (kind == ParameterKind.CHOICE && !choices.contains(value)) {
            return Optional.of("\"" + shown + "\" is none of " + String.join(", ", choices));
        }
        return kind.check(value);
    }

    private String range() {
        if (min == max) {
            return min == 1 ? "1 value" : min + " values";
        }
        return min + " to " + max + " values";
    }
}
