package spiderpig.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import spiderpig.core.Command;
import spiderpig.core.Parameter;
import spiderpig.core.ParameterKind;
import spiderpig.core.PromptMode;

/** Commands that only pretend, to see everything without a deploy host. They are shell scripts and show how to write one. */
final class DemoCommands {
    private final Path directory;

    private DemoCommands(Path directory) {
        this.directory = directory;
    }

    /** Puts the scripts into a directory, from where jobs run them. Jobs that run already keep what they began with. */
    static List<Command> install(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory, DataDirectory.PRIVATE_DIRECTORY);
            }
            return new DemoCommands(directory).commands();
        } catch (IOException e) {
            throw new StartException("The demo can't be put into " + directory + ": " + FileTrouble.of(e) + ".", e);
        }
    }

    private List<Command> commands() throws IOException {
        return List.of(
                new Command(
                        "backport",
                        "Deploy Gerrit changes (a simulation: nothing is deployed)",
                        List.of("sh", script("backport"), "{changeIds}"),
                        List.of(new Parameter(
                                "changeIds", "Changes", ParameterKind.GERRIT_CHANGE, true, 1, 20, List.of())),
                        "deployment",
                        PromptMode.AUTO,
                        Map.of(),
                        null,
                        null),
                new Command(
                        "ask",
                        "A program that knows nothing of SpiderPig and asks on its terminal",
                        List.of("sh", script("ask")),
                        List.of(),
                        null,
                        PromptMode.AUTO,
                        Map.of(),
                        null,
                        null));
    }

    private String script(String name) throws IOException {
        Path script = directory.resolve(name);
        Path temporary = directory.resolve(name + ".tmp");
        try (InputStream in = DemoCommands.class.getResourceAsStream("demo/" + name)) {
            if (in == null) {
                throw new IOException("the program is incomplete, its demo/" + name + " is missing");
            }
            Files.deleteIfExists(temporary);
            Files.write(Files.createFile(temporary, DataDirectory.PRIVATE_FILE), in.readAllBytes());
        }
        // A shell reads its script while it runs it, so a file that is in use is replaced, never written to.
        Files.move(temporary, script, StandardCopyOption.ATOMIC_MOVE);
        return script.toString();
    }
}
