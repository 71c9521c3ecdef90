package spiderpig.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Command;
import spiderpig.core.Parameter;
import spiderpig.core.ParameterKind;
import spiderpig.core.PromptMode;
import spiderpig.logstore.Masker;
import spiderpig.runner.RunnerSettings;

/**
 * What the configuration file says.
 *
 * @param commands what may be started, in the order of the form; {@code backport} is always among them
 * @param stopGrace how long a job that is being stopped has before the next harder signal is sent by itself
 * @param masking what must not be seen in logs
 */
record Configuration(List<Command> commands, Duration stopGrace, Masking masking) {
    /** What {@code scap spiderpig} is for; a file may define it otherwise. */
    private static final Command BACKPORT = new Command(
            "backport",
            "Deploy Gerrit changes",
            List.of("scap", "backport", "{changeIds}"),
            List.of(new Parameter("changeIds", "Changes", ParameterKind.GERRIT_CHANGE, true, 1, 20, List.of())),
            "deployment",
            PromptMode.AUTO,
            Map.of(),
            null,
            null);

    static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(30);

    Configuration {
        commands = commands.stream().map(Command::name).anyMatch(BACKPORT.name()::equals)
                ? List.copyOf(commands)
                : Stream.concat(Stream.of(BACKPORT), commands.stream()).toList();
    }

    /** What applies where there is no file. */
    static Configuration builtIn() {
        return new Configuration(List.of(), DEFAULT_STOP_GRACE, Masking.NONE);
    }

    /**
     * What applies.
     *
     * @param given the file that the user named, which must be there; null for the first of {@code usual} that is
     * @throws ConfigurationException if the file can't be used
     */
    static Configuration load(@Nullable Path given, List<Path> usual) {
        Optional<Path> file = given != null
                ? Optional.of(given)
                : usual.stream().filter(Files::exists).findFirst();
        return file.map(ConfigurationReader::read).orElseGet(Configuration::builtIn);
    }

    /** This one with other commands in front, which replace its own ones of the same names. */
    Configuration offering(List<Command> others) {
        Set<String> replaced = others.stream().map(Command::name).collect(Collectors.toSet());
        List<Command> all = Stream.concat(
                        others.stream(), commands.stream().filter(own -> !replaced.contains(own.name())))
                .toList();
        return new Configuration(all, stopGrace, masking);
    }

    /** @param environment of the server */
    Masker masker(Map<String, String> environment) {
        return masking.masker(environment, commands);
    }

    /** After {@link #stopGrace}, SIGTERM follows SIGINT; how long that has is not for the configuration. */
    RunnerSettings runnerSettings() {
        return new RunnerSettings(stopGrace, RunnerSettings.defaults().terminateGrace());
    }
}
