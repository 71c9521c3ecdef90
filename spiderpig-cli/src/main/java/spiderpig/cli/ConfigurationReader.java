package spiderpig.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import spiderpig.cli.YamlNode.Empty;
import spiderpig.cli.YamlNode.EntryKey;
import spiderpig.cli.YamlNode.Mapping;
import spiderpig.cli.YamlNode.Position;
import spiderpig.cli.YamlNode.Scalar;
import spiderpig.cli.YamlNode.Sequence;
import spiderpig.core.Command;
import spiderpig.core.Parameter;
import spiderpig.core.ParameterKind;
import spiderpig.core.PromptMode;
import spiderpig.logstore.PatternMasker;

/**
 * Understands {@code spiderpig.yaml}. The first thing that is wrong ends the reading, with its line and column: a key that is
 * unknown, a value of the wrong type, a rule of the core that is broken.
 */
final class ConfigurationReader {
    private static final Set<String> SETTINGS = Set.of("commands", "stopGrace", "masking");
    private static final Set<String> COMMAND =
            Set.of("description", "argv", "parameters", "exclusive", "prompts", "environment", "directory", "timeout");
    private static final Set<String> PARAMETER = Set.of("label", "kind", "list", "min", "max", "choices");

    private static final Set<String> MASKING = Set.of("patterns", "secrets");

    /** How many values a list takes unless the file says otherwise. */
    private static final int LIST_MAX = 20;

    private static final Pattern DURATION = Pattern.compile("([0-9]+h)?([0-9]+m)?([0-9]+s)?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Path file;

    private ConfigurationReader(Path file) {
        this.file = file;
    }

    /** @throws ConfigurationException if the file can't be used */
    static Configuration read(Path file) {
        return new ConfigurationReader(file).configuration(YamlFile.read(file));
    }

    private Configuration configuration(YamlNode document) {
        if (document instanceof Empty) {
            return Configuration.builtIn();
        }
        Section settings = section(document, "a setting", SETTINGS);
        return new Configuration(
                settings.mapping("commands", this::command),
                settings.optional("stopGrace", this::duration, Configuration.DEFAULT_STOP_GRACE),
                settings.optional("masking", this::masking, Masking.NONE));
    }

    private Masking masking(YamlNode node) {
        Section masking = section(node, "a setting of masking", MASKING);
        return new Masking(masking.list("patterns", this::pattern), masking.list("secrets", this::variable));
    }

    private String pattern(YamlNode node) {
        String pattern = text(node);
        if (pattern.isEmpty()) {
            throw expected("a regular expression", node);
        }
        return checked(node.position(), () -> {
            PatternMasker.of(List.of(pattern), List.of());
            return pattern;
        });
    }

    private String variable(YamlNode node) {
        String name = text(node);
        checkVariable(node.position(), name);
        return name;
    }

    private Command command(EntryKey name, YamlNode node) {
        Section command = section(node, "a setting of a command", COMMAND);
        List<String> argv = command.list("argv", this::text);
        return checked(
                name.position(),
                () -> new Command(
                        name.text(),
                        command.optional("description", this::text, String.join(" ", argv)),
                        argv,
                        command.mapping("parameters", this::parameter),
                        command.nullable("exclusive", this::text),
                        command.optional("prompts", this::promptMode, PromptMode.AUTO),
                        environment(command),
                        command.nullable("directory", this::directory),
                        command.nullable("timeout", this::duration)));
    }

    private Parameter parameter(EntryKey name, YamlNode node) {
        Section parameter = section(node, "a setting of a parameter", PARAMETER);
        boolean list = parameter.optional("list", this::flag, false);
        return checked(
                name.position(),
                () -> new Parameter(
                        name.text(),
                        parameter.optional("label", this::text, name.text()),
                        parameter.optional("kind", this::kind, ParameterKind.TEXT),
                        list,
                        parameter.optional("min", this::count, 1),
                        parameter.optional("max", this::count, list ? LIST_MAX : 1),
                        parameter.list("choices", this::text)));
    }

    private Map<String, String> environment(Section command) {
        Map<String, String> environment = new LinkedHashMap<>();
        command.mapping("environment", (name, value) -> {
            checkVariable(name.position(), name.text());
            return environment.put(name.text(), text(value));
        });
        return environment;
    }

    private String text(YamlNode node) {
        if (node instanceof Scalar scalar) {
            if (scalar.text().indexOf('\0') >= 0) {
                throw wrong(node.position(), "a text can't have a NUL character in it");
            }
            return scalar.text();
        }
        throw expected("a text", node);
    }

    private boolean flag(YamlNode node) {
        return switch (text(node)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw expected("true or false", node);
        };
    }

    private int count(YamlNode node) {
        if (text(node).matches("[0-9]{1,6}")) {
            return Integer.parseInt(text(node));
        }
        throw expected("a number", node);
    }

    private Duration duration(YamlNode node) {
        String text = text(node);
        try {
            if (!text.isEmpty() && DURATION.matcher(text).matches()) {
                Duration duration = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
                if (!duration.isZero()) {
                    return duration;
                }
            }
        } catch (DateTimeException | ArithmeticException e) {
            // More hours than a duration can have: the sentence below fits.
        }
        throw expected("a time like 90s, 15m, 4h or 1h30m", node);
    }

    private Path directory(YamlNode node) {
        Path directory = Path.of(text(node));
        if (!directory.isAbsolute()) {
            throw expected("a directory that begins with \"/\"", node);
        }
        return directory;
    }

    private PromptMode promptMode(YamlNode node) {
        return switch (text(node)) {
            case "auto" -> PromptMode.AUTO;
            case "messages" -> PromptMode.MESSAGES;
            case "none" -> PromptMode.NONE;
            default -> throw expected("auto, messages or none", node);
        };
    }

    private ParameterKind kind(YamlNode node) {
        return ParameterKind.ofText(text(node))
                .orElseThrow(() -> expected("gerrit-change, text, number or choice", node));
    }

    private void checkVariable(Position position, String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw wrong(
                    position,
                    "\"" + name
                            + "\" is no name for an environment variable; a name has letters, digits and \"_\", and begins with no digit");
        }
    }

    private Section section(YamlNode node, String what, Set<String> known) {
        if (!(node instanceof Mapping mapping)) {
            throw expected("a mapping", node);
        }
        for (EntryKey key : mapping.entries().keySet()) {
            if (!known.contains(key.text())) {
                throw wrong(
                        key.position(),
                        "\"" + key.text() + "\" is not " + what + "; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return new Section(mapping);
    }

    /** A value of the core, whose own rules say what is wrong with it. */
    private <T> T checked(Position position, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(file, position, String.valueOf(e.getMessage()), e);
        }
    }

    private ConfigurationException expected(String what, YamlNode found) {
        return wrong(found.position(), "expected " + what + ", not " + found.kind());
    }

    private ConfigurationException wrong(Position position, String problem) {
        return new ConfigurationException(file, position, problem);
    }

    /** Reads one entry of a mapping. */
    private interface EntryReader<T> {
        T read(EntryKey key, YamlNode value);
    }

    /** A mapping whose keys are all known. */
    private final class Section {
        private final Mapping mapping;

        Section(Mapping mapping) {
            this.mapping = mapping;
        }

        private @Nullable YamlNode find(String key) {
            return mapping.entries().get(new EntryKey(mapping.position(), key));
        }

        <T> T optional(String key, Function<YamlNode, T> reader, T absent) {
            YamlNode value = find(key);
            return value == null ? absent : reader.apply(value);
        }

        <T> @Nullable T nullable(String key, Function<YamlNode, T> reader) {
            YamlNode value = find(key);
            return value == null ? null : reader.apply(value);
        }

        <T> List<T> list(String key, Function<YamlNode, T> reader) {
            YamlNode value = find(key);
            if (value == null) {
                return List.of();
            }
            if (!(value instanceof Sequence sequence)) {
                throw expected("a list", value);
            }
            return sequence.entries().stream().map(reader).toList();
        }

        <T> List<T> mapping(String key, EntryReader<T> reader) {
            YamlNode value = find(key);
            if (value == null) {
                return List.of();
            }
            if (!(value instanceof Mapping entries)) {
                throw expected("a mapping", value);
            }
            List<T> read = new ArrayList<>();
            entries.entries().forEach((name, entry) -> read.add(reader.read(name, entry)));
            return read;
        }
    }
}
