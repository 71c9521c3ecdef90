package spiderpig.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that may be started. Never a shell: {@code argv} is a list, and an entry of the form <code>{name}</code> is
 * replaced by the values of the parameter of that name, each an argument of its own. <code>--option={name}</code> is
 * understood too, for a parameter that is no list. Braces anywhere else are just braces: a value pasted into the middle of
 * a script would be a way to run anything.
 *
 * @param name how it is called in the API and in the configuration
 * @param description one line for a person
 * @param argv the program and its arguments
 * @param parameters what is to be given at the start, in the order of the form
 * @param exclusive at most one job of the commands with this same name runs at a time; null for no such limit
 * @param prompts which questions become interactions
 * @param environment what is added to the server's environment
 * @param directory where it runs, or null for the server's own directory
 * @param timeout after which it is stopped, or null for never
 */
public record Command(
        String name,
        String description,
        List<String> argv,
        List<Parameter> parameters,
        @Nullable String exclusive,
        PromptMode prompts,
        Map<String, String> environment,
        @Nullable Path directory,
        @Nullable Duration timeout) {

    /** Alone, or as the value of a long option. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?<option>(?:--[A-Za-z0-9][A-Za-z0-9_-]*=)?)\\{(?<name>[A-Za-z][A-Za-z0-9_-]*)\\}");

    public Command {
        argv = List.copyOf(argv);
        parameters = List.copyOf(parameters);
        environment = Map.copyOf(environment);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is no name for a command; a name has up to 64 letters, digits, \".\", \"-\" and \"_\"");
        }
        if (argv.isEmpty() || argv.get(0).isEmpty()) {
            throw new IllegalArgumentException("command \"" + name + "\" needs an argv with a program in it");
        }
        Map<String, Parameter> known = byName(parameters);
        if (known.size() < parameters.size()) {
            throw new IllegalArgumentException("command \"" + name + "\" has two parameters of one name");
        }
        for (String entry : argv) {
            Matcher placeholder = PLACEHOLDER.matcher(entry);
            if (!placeholder.matches()) {
                continue;
            }
            Parameter parameter = known.get(placeholder.group("name"));
            if (parameter == null) {
                throw new IllegalArgumentException("command \"" + name + "\" uses {" + placeholder.group("name")
                        + "} in its argv but has no parameter of that name");
            }
            if (parameter.list() && !placeholder.group("option").isEmpty()) {
                throw new IllegalArgumentException("command \"" + name + "\" can't use the list {" + parameter.name()
                        + "} in \"" + entry + "\"; a list becomes several arguments, so it must stand alone");
            }
        }
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("command \"" + name + "\" can't have a timeout of " + timeout);
        }
    }

    /**
     * What is given to the command for {@code given}.
     *
     * @return the values by name, in the order of {@link #parameters()}, each normalized and valid
     * @throws InvalidParametersException if something is missing, unknown or wrong
     */
    Map<String, ParameterValue> validate(Map<String, ParameterValue> given) {
        Map<String, String> errors = new LinkedHashMap<>();
        Map<String, ParameterValue> valid = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            ParameterValue value = given.get(parameter.name());
            if (value == null) {
                if (parameter.min() > 0) {
                    errors.put(parameter.name(), "must be given");
                }
                continue;
            }
            ParameterValue normalized = parameter.normalize(value);
            parameter
                    .check(normalized)
                    .ifPresentOrElse(
                            problem -> errors.put(parameter.name(), problem),
                            () -> valid.put(parameter.name(), normalized));
        }
        Map<String, Parameter> known = byName(parameters);
        for (String name : given.keySet()) {
            if (!known.containsKey(name)) {
                errors.put(name, "is no parameter of this command");
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidParametersException(name, errors);
        }
        return valid;
    }

    /** The program and its arguments with {@code values} in the places of the parameters; absent ones leave nothing behind. */
    public List<String> arguments(Map<String, ParameterValue> values) {
        List<String> arguments = new ArrayList<>();
        for (String entry : argv) {
            Matcher placeholder = PLACEHOLDER.matcher(entry);
            if (!placeholder.matches()) {
                arguments.add(entry);
                continue;
            }
            ParameterValue value = values.get(placeholder.group("name"));
            if (value != null) {
                value.values().forEach(text -> arguments.add(placeholder.group("option") + text));
            }
        }
        return arguments;
    }

    /** One line for a person that tells a job of this command from others: its name and what was given. */
    String describe(Map<String, ParameterValue> values) {
        String given = values.values().stream()
                .flatMap(value -> value.values().stream())
                .collect(Collectors.joining(", "));
        return given.isEmpty() ? name : name + " " + given;
    }

    private static Map<String, Parameter> byName(List<Parameter> parameters) {
        Map<String, Parameter> byName = new LinkedHashMap<>();
        parameters.forEach(parameter -> byName.put(parameter.name(), parameter));
        return byName;
    }
}
