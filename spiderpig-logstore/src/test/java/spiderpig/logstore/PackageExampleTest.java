package spiderpig.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the description of the package, to be changed together with it. */
final class PackageExampleTest {
    private static final String DESCRIPTION = "src/main/java/spiderpig/logstore/package-info.java";
    private static final String THIS = "src/test/java/spiderpig/logstore/PackageExampleTest.java";

    private static void example(Path directory) {
        try (LogStore store = LogStore.open(directory)) {
            JobLog log = store.create(42);
            LogWriter writer = log.writer();
            try (Subscription following = log.follow(() -> System.out.println(log.size() + " lines"))) {
                byte[] output = "compiling\npassword=hunter2\n".getBytes(StandardCharsets.UTF_8);
                writer.fragment(RecordKind.OUTPUT, Instant.now(), output, 0, output.length);
                writer.commit(new Checkpoint(output.length, 0));
            }
            writer.complete(log.checkpoint());

            for (LogRecord line : log.read(-10, 10).records()) {
                System.out.println(line.number() + " " + line.text()); // 1 password=•••
            }
        }
    }

    @Test
    void theExampleDoesWhatItSays(@TempDir Path directory) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example(directory);
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("2 lines\n0 compiling\n1 password=•••\n");
    }

    @Test
    void theExampleIsTheOneThatIsPrinted() throws IOException {
        String description = Files.readString(Path.of(DESCRIPTION));
        List<String> example = description
                .substring(description.indexOf("{@code") + "{@code".length(), description.indexOf("}</pre>"))
                .lines()
                .map(line -> line.replaceFirst("^ \\*", "").strip())
                .toList();
        String here = Files.readString(Path.of(THIS)).lines().map(String::strip).reduce("", (a, b) -> a + "\n" + b);
        assertThat(here).contains(String.join("\n", example).strip());
    }
}
