package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import spiderpig.core.Command;
import spiderpig.core.Parameter;
import spiderpig.core.ParameterKind;
import spiderpig.core.PromptMode;
import spiderpig.logstore.Masker;

class ConfigurationTest {
    private Path file;

    @BeforeEach
    void nameTheFile(@TempDir Path directory) {
        file = directory.resolve("spiderpig.yaml");
    }

    @Test
    void everySettingIsUnderstood() throws IOException {
        Configuration configuration = read("""
                commands:
                  backport:
                    description: Deploy Gerrit changes
                    argv: [scap, backport, "{changeIds}", "--where={where}"]
                    parameters:
                      changeIds: { kind: gerrit-change, list: true, min: 1, max: 20, label: Changes }
                      where: { kind: choice, choices: [testservers, everywhere], min: 0 }
                    exclusive: deployment
                    prompts: messages
                    environment: { PYTHONUNBUFFERED: 1, MODE: "a b" }
                    directory: /srv/mediawiki-staging
                    timeout: 1h30m
                stopGrace: 90s
                """);

        assertThat(configuration.commands())
                .containsExactly(new Command(
                        "backport",
                        "Deploy Gerrit changes",
                        List.of("scap", "backport", "{changeIds}", "--where={where}"),
                        List.of(
                                new Parameter(
                                        "changeIds", "Changes", ParameterKind.GERRIT_CHANGE, true, 1, 20, List.of()),
                                new Parameter(
                                        "where",
                                        "where",
                                        ParameterKind.CHOICE,
                                        false,
                                        0,
                                        1,
                                        List.of("testservers", "everywhere"))),
                        "deployment",
                        PromptMode.MESSAGES,
                        Map.of("PYTHONUNBUFFERED", "1", "MODE", "a b"),
                        Path.of("/srv/mediawiki-staging"),
                        Duration.ofMinutes(90)));
        assertThat(configuration.stopGrace()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void whatIsNotSaidHasADefault() throws IOException {
        Configuration configuration = read("""
                commands:
                  hello:
                    argv: [echo, "{words}", "{name}"]
                    parameters:
                      words: { list: true }
                      name: {}
                """);

        assertThat(configuration.commands())
                .last()
                .isEqualTo(new Command(
                        "hello",
                        "echo {words} {name}",
                        List.of("echo", "{words}", "{name}"),
                        List.of(
                                new Parameter("words", "words", ParameterKind.TEXT, true, 1, 20, List.of()),
                                new Parameter("name", "name", ParameterKind.TEXT, false, 1, 1, List.of())),
                        null,
                        PromptMode.AUTO,
                        Map.of(),
                        null,
                        null));
        assertThat(configuration.stopGrace()).isEqualTo(Configuration.DEFAULT_STOP_GRACE);
    }

    @Test
    void backportIsBuiltIn() throws IOException {
        assertThat(read("").commands()).singleElement().satisfies(backport -> {
            assertThat(backport.argv()).containsExactly("scap", "backport", "{changeIds}");
            assertThat(backport.exclusive()).isEqualTo("deployment");
        });
        assertThat(read("commands: { hello: { argv: [echo] } }").commands())
                .extracting(Command::name)
                .containsExactly("backport", "hello");
    }

    @Test
    void theFileMayDefineBackportOtherwise() throws IOException {
        assertThat(read("commands: { backport: { argv: [/opt/backport] } }").commands())
                .singleElement()
                .satisfies(backport -> assertThat(backport.argv()).containsExactly("/opt/backport"));
    }

    @Test
    void offeredCommandsReplaceThoseOfTheSameName() throws IOException {
        Configuration configuration = read("commands: { one: { argv: [a] }, two: { argv: [b] } }");
        Command two = new Command("two", "", List.of("c"), List.of(), null, PromptMode.AUTO, Map.of(), null, null);

        assertThat(configuration.offering(List.of(two)).commands())
                .extracting(Command::name, Command::argv)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("two", List.of("c")),
                        org.assertj.core.groups.Tuple.tuple("backport", List.of("scap", "backport", "{changeIds}")),
                        org.assertj.core.groups.Tuple.tuple("one", List.of("a")));
    }

    @Test
    void whatIsSecretIsMasked() throws IOException {
        Masker masker = read("""
                commands: { deploy: { argv: [deploy], environment: { OF_COMMAND: xyzzy-2 } } }
                masking:
                  patterns: ['ticket-[0-9]{8}']
                  secrets: [OF_SERVER, OF_COMMAND, OF_NOBODY]
                """).masker(Map.of("OF_SERVER", "plugh-1", "OTHER", "harmless"));

        assertThat(masker.mask("ticket-12345678 and ticket-1234")).isEqualTo("••• and ticket-1234");
        assertThat(masker.mask("plugh-1, xyzzy-2, harmless")).isEqualTo("•••, •••, harmless");
        assertThat(masker.mask("password=abcdefgh")).as("what is masked anyway").doesNotContain("abcdefgh");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[a]                                            | 1 |  1 | expected a mapping, not a list",
                "comands: {}                                    | 1 |  1 | \"comands\" is not a setting; known are commands, masking, stopGrace",
                "commands: [a]                                  | 1 | 11 | expected a mapping, not a list",
                "commands:                                      | 1 | 10 | expected a mapping, not nothing",
                "commands: { x: { argv: scap } }                | 1 | 24 | expected a list, not \"scap\"",
                "commands: { x: { argv: [[a]] } }               | 1 | 25 | expected a text, not a list",
                "commands: { x: { argv: [] } }                  | 1 | 13 | command \"x\" needs an argv with a program in it",
                "commands: { x: {} }                            | 1 | 13 | command \"x\" needs an argv with a program in it",
                "commands: { 'a b': { argv: [a] } }             | 1 | 13 | \"a b\" is no name for a command",
                "commands: { x: { argv: ['{y}'] } }             | 1 | 13 | command \"x\" uses {y} in its argv but has no parameter of that name",
                "commands: { x: { argv: [a], shell: b } }       | 1 | 29 | \"shell\" is not a setting of a command",
                "commands: { x: { argv: [a], prompts: some } }  | 1 | 38 | expected auto, messages or none, not \"some\"",
                "commands: { x: { argv: [a], timeout: 4 } }     | 1 | 38 | expected a time like 90s, 15m, 4h or 1h30m, not \"4\"",
                "commands: { x: { argv: [a], timeout: 0s } }    | 1 | 38 | expected a time like",
                "commands: { x: { argv: [a], timeout: '' } }    | 1 | 38 | expected a time like",
                "commands: { x: { argv: [a], timeout: 9999999999999999999h } } | 1 | 38 | expected a time like",
                "commands: { x: { argv: [a], directory: srv } } | 1 | 40 | expected a directory that begins with \"/\", not \"srv\"",
                "commands: { x: { argv: [a], environment: { A-B: c } } } | 1 | 44 | \"A-B\" is no name for an environment variable",
                "commands: { x: { argv: [a], parameters: { 1: {} } } }   | 1 | 43 | \"1\" is no name for a parameter",
                "commands: { x: { argv: [a], parameters: { p: { kind: url } } } }   | 1 | 54 | expected gerrit-change, text, number or choice, not \"url\"",
                "commands: { x: { argv: [a], parameters: { p: { list: maybe } } } } | 1 | 54 | expected true or false, not \"maybe\"",
                "commands: { x: { argv: [a], parameters: { p: { min: -1 } } } }     | 1 | 53 | expected a number, not \"-1\"",
                "commands: { x: { argv: [a], parameters: { p: { min: 2 } } } }      | 1 | 43 | parameter \"p\" can't take from 2 to 1 values",
                "commands: { x: { argv: [a] }, x: { argv: [b] } } | 1 | 31 | \"x\" is here a second time",
                "a: &b {}⏎c: *b                                | 2 |  4 | aliases are not understood",
                "commands:⏎  x:⏎   argv: [a                   | 3 | 12 | while parsing a flow sequence, expected",
                "stopGrace: 5s⏎---⏎stopGrace: 6s               | 3 |  1 | a second document begins here",
                "masking: { patterns: ['(a'] }                 | 1 | 23 | The masking pattern \"(a\" is not valid: missing closing )",
                "masking: { patterns: [''] }                   | 1 | 23 | expected a regular expression, not \"\"",
                "masking: { secrets: ['A B'] }                 | 1 | 22 | \"A B\" is no name for an environment variable",
                "masking: { values: [a] }                      | 1 | 12 | \"values\" is not a setting of masking; known are patterns, secrets",
                "stopGrace: \"a\\0\"                           | 1 | 12 | a text can't have a NUL character in it"
            })
    void whatIsWrongIsSaidWithItsPlace(String yaml, int line, int column, String problem) {
        assertThatThrownBy(() -> read(yaml.replace("⏎", "\n")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ", line " + line + ", column " + column + ": " + problem)
                .hasMessageEndingWith(".");
    }

    @Test
    void aFileThatWasNamedMustBeThere() {
        assertThatThrownBy(() -> Configuration.load(file, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("There is no configuration file " + file + ".");
    }

    @Test
    void withoutANamedFileTheFirstUsualOneCounts(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("missing.yaml");
        Path first = Files.writeString(directory.resolve("first.yaml"), "stopGrace: 1s");
        Path second = Files.writeString(directory.resolve("second.yaml"), "stopGrace: 2s");

        assertThat(Configuration.load(null, List.of(missing, first, second)).stopGrace())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(Configuration.load(null, List.of(missing)).stopGrace()).isEqualTo(Configuration.DEFAULT_STOP_GRACE);
    }

    private Configuration read(String yaml) throws IOException {
        Files.writeString(file, yaml);
        return Configuration.load(file, List.of());
    }
}
