package spiderpig.runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts the wrapper that runs a job in its directory. Stateless, so safe for any number of threads. */
final class JobLauncher {
    private static final String DEFAULT_PATH = "/usr/bin:/bin";

    private JobLauncher() {}

    /**
     * Starts a job. It goes on whatever becomes of this process.
     *
     * @param directory made by {@link JobDirectory#create}
     * @param argv the program and its arguments; no shell looks at them
     * @param workingDirectory where the program runs, or null for the server's own directory
     * @param additions what is added to the server's environment
     * @return the wrapper
     * @throws LaunchException if there is no such program or directory, or no process can be had
     */
    static Process launch(
            JobDirectory directory, List<String> argv, @Nullable Path workingDirectory, Map<String, String> additions) {
        // A session of its own: neither a signal to the server's process group nor the end of its terminal reaches it.
        ProcessBuilder builder = new ProcessBuilder(
                "setsid",
                "/bin/sh",
                directory.script().toString(),
                directory.path().toString());
        builder.command().addAll(argv);
        builder.environment().putAll(additions);
        if (workingDirectory != null) {
            builder.directory(workingDirectory.toFile());
        }
        check(argv.get(0), workingDirectory, builder.environment());
        File nothing = new File("/dev/null");
        builder.redirectInput(nothing)
                .redirectOutput(nothing)
                .redirectError(directory.diagnostics().toFile());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new LaunchException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Says beforehand what the wrapper would only find once it runs. Should it change in between, the shell's complaint
     * stands in the job's output, and its status is 126 or 127.
     */
    private static void check(String program, @Nullable Path workingDirectory, Map<String, String> environment) {
        if (workingDirectory != null && !Files.isDirectory(workingDirectory)) {
            throw new LaunchException(workingDirectory
                    + (Files.exists(workingDirectory) ? ": Not a directory" : ": No such file or directory"));
        }
        Path base = workingDirectory == null ? Path.of("") : workingDirectory;
        String problem = "No such file or directory";
        for (String directory : searched(program, environment)) {
            Optional<Path> candidate = resolve(base, directory, program);
            if (candidate.isPresent() && Files.isRegularFile(candidate.get())) {
                if (Files.isExecutable(candidate.get())) {
                    return;
                }
                problem = "Permission denied";
            }
        }
        throw new LaunchException(program + ": " + problem);
    }

    /** The directories in which a program is looked for; an empty one is the working directory. */
    private static List<String> searched(String program, Map<String, String> environment) {
        return program.contains("/")
                ? List.of("")
                : List.of(environment.getOrDefault("PATH", DEFAULT_PATH).split(":", -1));
    }

    private static Optional<Path> resolve(Path base, String directory, String program) {
        try {
            return Optional.of(base.resolve(directory).resolve(program));
        } catch (InvalidPathException e) {
            return Optional.empty(); // no file can have such a name
        }
    }
}
