package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What should be gone once all jobs have ended. */
final class Leftovers {
    private Leftovers() {}

    /** Fails if anything is left of jobs in a data directory; what is just ending gets a moment for it. */
    static void assertNone(Path data) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(of(data)).isEmpty());
    }

    /** Directories of jobs, and the command lines of processes that have one in it. */
    private static List<String> of(Path data) {
        List<String> found = new ArrayList<>();
        Path jobs = data.resolve("jobs");
        try (Stream<Path> directories = Files.list(jobs);
                Stream<Path> processes = Files.list(Path.of("/proc"))) {
            directories.forEach(directory -> found.add(directory.toString()));
            processes
                    .map(Leftovers::commandLine)
                    .filter(commandLine -> commandLine.contains(jobs.toString()))
                    .forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // no process, or it has just ended
        }
    }
}
