package spiderpig.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import spiderpig.core.DatabaseException;
import spiderpig.core.NewerSchemaException;

/** The command line: {@code scap spiderpig} is the server, its subcommands talk to it. */
@Command(
        name = "scap spiderpig",
        description =
                "Puts deployments in front of people: a web page to start them, follow them and answer their questions.",
        footer = {
            "",
            "Commands that may be started stand in ~/.config/spiderpig/spiderpig.yaml or /etc/spiderpig/spiderpig.yaml.",
            "Ctrl-C stops the server; running jobs go on and are taken up by the next start."
        },
        mixinStandardHelpOptions = true,
        versionProvider = SpiderpigCommand.Version.class,
        subcommands = {LoginCommand.class, GcCommand.class},
        sortOptions = false)
final class SpiderpigCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8888",
            description = "Where it listens; 0 takes a free port. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "localhost",
            description = "The address it listens on. Default: ${DEFAULT-VALUE}, so that one needs a tunnel")
    private String host = "";

    @Option(names = "--config", paramLabel = "FILE", description = "What may be started, instead of the usual files")
    private @Nullable Path config;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where everything is kept. Default: ~/.local/state/spiderpig")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--demo",
            scope = ScopeType.INHERIT,
            description = "Offer a backport that only pretends, to try it out; with a data directory of its own")
    private boolean demo;

    @Mixin
    private RetentionOptions retention = new RetentionOptions();

    public static void main(String... arguments) {
        System.exit(execute(arguments));
    }

    /** Runs it to its end and returns the exit status: 0, 1 after a sentence on what went wrong, 2 for wrong usage. */
    static int execute(String... arguments) {
        return new CommandLine(new SpiderpigCommand())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> explain(e))
                .execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new StartException("A port is a number from 0 to 65535, not " + port + ".");
        }
        new ServeCommand(host, port, data(), config, demo, retention.policy()).run();
        return CommandLine.ExitCode.OK;
    }

    DataDirectory data() {
        return dataDirectory == null
                ? new DataDirectory(
                        XdgDirectories.ofThisProcess().state().resolve(demo ? "spiderpig-demo" : "spiderpig"))
                : new DataDirectory(dataDirectory.toAbsolutePath().normalize());
    }

    /** A sentence for what a person can do something about; for everything else also where it happened. */
    private static int explain(Exception e) {
        System.err.println("scap spiderpig: " + e.getMessage());
        boolean expected = e instanceof StartException
                || e instanceof ConfigurationException
                || e instanceof NewerSchemaException
                || e instanceof DatabaseException
                || e instanceof UncheckedIOException;
        if (!expected) {
            e.printStackTrace();
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What {@code --version} says. */
    static final class Version implements IVersionProvider {
        /** Stands in the jar; the classes alone have none. */
        static String number() {
            String version = SpiderpigCommand.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"SpiderPig " + number()};
        }
    }
}
