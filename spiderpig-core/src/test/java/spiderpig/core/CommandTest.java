package spiderpig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandTest {
    private static Command command(List<String> argv, Parameter... parameters) {
        return new Command("x", "", argv, List.of(parameters), null, PromptMode.AUTO, Map.of(), null, null);
    }

    private static Parameter text(String name) {
        return new Parameter(name, name, ParameterKind.TEXT, false, 0, 1, List.of());
    }

    @Test
    void aListBecomesSeveralArgumentsAndAnAbsentValueNone() {
        assertThat(Fixture.BACKPORT.arguments(Fixture.CHANGES))
                .containsExactly("scap", "backport", "1234567", "1234568");
        assertThat(Fixture.SYNC.arguments(Map.of("message", ParameterValue.of("fix; rm -rf /"))))
                .containsExactly("scap", "sync-world", "--message=fix; rm -rf /");
    }

    @Test
    void bracesInsideAScriptAreJustBraces() {
        Command command = command(List.of("sh", "-c", "echo ${who} {who}; awk '{print $1}'"), text("who"));

        assertThat(command.arguments(Map.of("who", ParameterValue.of("$(reboot)"))))
                .containsExactly("sh", "-c", "echo ${who} {who}; awk '{print $1}'");
    }

    @Test
    void aPlaceholderWithoutAParameterIsRefused() {
        assertThatThrownBy(() -> command(List.of("scap", "{changeIdz}"), text("changeIds")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("command \"x\" uses {changeIdz} in its argv but has no parameter of that name");
    }

    @ParameterizedTest
    @CsvSource({
        "1234567, 1234567",
        "'  1234567 ', 1234567",
        "I0123456789abcdef0123456789abcdef01234567, I0123456789abcdef0123456789abcdef01234567",
        "https://gerrit.wikimedia.org/r/c/operations/mediawiki-config/+/1234567, 1234567",
        "https://gerrit.wikimedia.org/r/c/operations/mediawiki-config/+/1234567/2, 1234567",
        "https://gerrit.wikimedia.org/r/c/a/+/1234567/2/wmf-config/x.php#42, 1234567",
        "https://gerrit.wikimedia.org/r/1234567, 1234567",
        "https://gerrit.wikimedia.org/r/#/c/1234567/, 1234567",
        "https://gerrit.wikimedia.org/1234567, 1234567",
    })
    void aChangeIsGivenByNumberIdOrAddress(String given, String taken) {
        assertThat(Fixture.BACKPORT.validate(Map.of("changeIds", ParameterValue.of(List.of(given)))))
                .containsEntry("changeIds", ParameterValue.of(List.of(taken)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "-1",
                "12 34",
                "1e9",
                "12345678901",
                "I0123",
                "--help",
                "https://gerrit/",
                "１２３",
                "https://gerrit/r/c/x/+/12 34",
                "123\0",
            })
    void whatIsNoChangeIsRefused(String given) {
        Map<String, ParameterValue> parameters = Map.of("changeIds", ParameterValue.of(List.of("1", given)));

        assertThatThrownBy(() -> Fixture.BACKPORT.validate(parameters)).isInstanceOf(InvalidParametersException.class);
    }

    @Test
    void theSameChangeTwiceIsGivenOnce() {
        assertThat(Fixture.BACKPORT.validate(
                        Map.of("changeIds", ParameterValue.of(List.of("12", "https://gerrit/r/12", "13")))))
                .containsEntry("changeIds", ParameterValue.of(List.of("12", "13")));
    }

    @Test
    void aListIsNoSingleValueAndTheOtherWayRound() {
        assertThatThrownBy(() -> Fixture.BACKPORT.validate(Map.of("changeIds", ParameterValue.of("12"))))
                .hasMessageContaining("takes a list of values");
        assertThatThrownBy(() -> Fixture.SYNC.validate(Map.of("message", ParameterValue.of(List.of("x")))))
                .hasMessageContaining("takes one value, not a list");
    }

    @Test
    void valuesThatWouldBeTakenForOptionsOrBreakTheLineAreRefused() {
        for (String value : List.of("-f", "--force", "a\nb", "a\rb", "a\0b", "x".repeat(5_000))) {
            assertThatThrownBy(() -> Fixture.SYNC.validate(Map.of("message", ParameterValue.of(value))))
                    .as(value)
                    .isInstanceOf(InvalidParametersException.class);
        }
    }
}
