package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that can't start: each says so in one sentence, fails, and has changed nothing. */
final class RefusedStartIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void aSecondServerOnADataDirectoryIsRefused() throws Exception {
        try (KillableServer server = running()) {
            Map<String, String> before = contents(server.data());

            Refusal refusal = refused("--port", "0", "--data-dir", server.data().toString());

            assertThat(refusal.sentence())
                    .contains("already works on " + server.data())
                    .contains("http://localhost:");
            assertThat(contents(server.data())).isEqualTo(before);
            assertThat(server.get("/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsRefusedAndItSaysByWhom() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            Path data = directory.resolve("data");

            Refusal refusal = refused("--port", "" + other.getLocalPort(), "--data-dir", data.toString());

            assertThat(refusal.sentence())
                    .contains("Port " + other.getLocalPort() + " is taken")
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void aConfigurationThatIsWrongIsRefusedWithItsLine() throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.yaml"), "commands:\n  x:\n    argw: [echo]\n");
        Path data = directory.resolve("data");

        Refusal refusal = refused("--port", "0", "--data-dir", data.toString(), "--config", file.toString());

        assertThat(refusal.sentence()).contains(file + ", line 3").contains("argw");
        assertThat(data).doesNotExist();
    }

    @Test
    void theDatabaseOfALaterVersionIsRefusedAndLeftAsItIs() throws Exception {
        Path database;
        try (KillableServer server = running()) {
            server.stop();
            database = server.data().resolve("spiderpig.db");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 4711");
        }
        int before = digest(database);

        Refusal refusal =
                refused("--port", "0", "--data-dir", database.getParent().toString());

        assertThat(refusal.sentence()).contains("4711");
        assertThat(digest(database)).isEqualTo(before);
        assertThat(database.resolveSibling("server.json")).doesNotExist();
    }

    private KillableServer running() throws IOException, InterruptedException {
        KillableServer server = new KillableServer(directory, "");
        server.start();
        return server;
    }

    /** What a server that refused to start has said. */
    private record Refusal(String sentence) {}

    private Refusal refused(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(ServerJvm.command());
        command.addAll(Arrays.asList(arguments));
        Path said = directory.resolve("refused");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readAllLines(said)).as("one sentence").hasSize(1).allMatch(line -> line.endsWith("."));
            return new Refusal(Files.readString(said));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Every file below a directory with what is in it. */
    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.toString(),
                        Files.getLastModifiedTime(file) + " " + (Files.isRegularFile(file) ? digest(file) : ""));
            }
        }
        return contents;
    }

    private static int digest(Path file) throws IOException {
        return Arrays.hashCode(Files.readAllBytes(file));
    }
}
