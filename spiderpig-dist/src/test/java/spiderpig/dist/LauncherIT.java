package spiderpig.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive as a user has it: unpacked, run through {@code bin/scap}, and nothing else. */
final class LauncherIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What the launcher itself needs of a host, beside Java. */
    private static final List<String> TOOLS = List.of("sh", "readlink", "sed", "ls", "cksum", "tr", "mkdir");

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path scap = Path.of("/");
    private Path data = Path.of("/");

    @BeforeEach
    void unpack() throws Exception {
        // A path with a space in it, and a launcher behind a symbolic link, as on many a host.
        Path home = Files.createDirectories(directory.resolve("opt of mine"));
        Process tar = new ProcessBuilder("tar", "-xzf", System.getProperty("spiderpig.distribution"))
                .directory(home.toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        try (Stream<Path> unpacked = Files.list(home)) {
            Path launcher = unpacked.findFirst().orElseThrow().resolve("bin/scap");
            scap = Files.createSymbolicLink(directory.resolve("scap"), launcher);
        }
        data = directory.resolve("data of mine");
    }

    @Test
    void itStartsAnswersAndStopsAndItsJobsGoOn() throws Exception {
        try (Running server = start(Map.of())) {
            assertThat(call(server, "GET", "/index", "").body()).contains("<title>");
            assertThat(call(server, "POST", "/api/job", "{\"command\":\"ask\",\"parameters\":{}}")
                            .statusCode())
                    .isEqualTo(201);
            await().atMost(LIMIT)
                    .until(() -> call(server, "GET", "/api/jobs/1/interactions", "")
                            .body()
                            .contains("Deploy now?"));

            server.process().destroy(); // SIGTERM
            assertThat(server.process().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
            assertThat(server.printed()).contains("1 (ask)");
        }
        try (Running server = start(Map.of())) {
            assertThat(call(server, "POST", "/api/jobs/1/interactions/1", "{\"response\":\"n\"}")
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(LIMIT)
                    .until(() ->
                            call(server, "GET", "/api/jobs/1/status", "").body().contains("complete"));
        }
    }

    @Test
    void theLinkThatItPrintsAndTheLinkOfLoginLetOneIn() throws Exception {
        try (Running server = start(Map.of())) {
            Matcher printed = await().atMost(LIMIT)
                    .until(
                            () -> Pattern.compile("http://\\S+/login\\?code=\\S+")
                                    .matcher(server.printed()),
                            Matcher::find);
            Ended login = run(Map.of(), "spiderpig", "login", "--data-dir", data.toString());

            assertThat(login.status()).isZero();
            for (String link : List.of(printed.group(), login.printed().strip())) {
                assertThat(client.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.discarding())
                                .headers()
                                .firstValue("Set-Cookie"))
                        .as(link)
                        .isPresent();
            }
        }
    }

    @Test
    void theFirstStartMakesAnArchiveOfClassesThatTheNextOneUses() throws Exception {
        Path archives = directory.resolve("cache/spiderpig");
        Map<String, String> environment =
                Map.of("XDG_CACHE_HOME", archives.getParent().toString());
        try (Running first = start(environment)) {
            assertThat(first.process().isAlive()).isTrue();
        }
        // It is made by a process of its own, which outlives the server.
        Path archive = await().atMost(LIMIT)
                .until(
                        () -> list(archives),
                        files -> files.size() == 1 && files.get(0).toString().endsWith(".jsa"))
                .get(0);

        try (Running second = start(environment)) {
            assertThat(Files.readString(Path.of("/proc/" + second.process().pid() + "/maps")))
                    .contains(archive.toString());
        }
    }

    @Test
    void everyOtherSubcommandIsHandedToTheNextScapAsItIs() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        executable(other.resolve("scap"), "for argument; do echo \"[$argument]\"; done; exit 7");
        String path = scap.getParent() + ":" + other + ":" + System.getenv("PATH");

        Ended backport = run(Map.of("PATH", path), "backport", "a b", "", "*", "--stop");

        assertThat(backport.printed().lines()).containsExactly("[backport]", "[a b]", "[]", "[*]", "[--stop]");
        assertThat(backport.status()).isEqualTo(7);
    }

    @Test
    void whereThereIsNoOtherScapItSaysSo() throws Exception {
        Ended backport = run(Map.of("PATH", scap.getParent() + ":" + tools()), "backport", "1");

        assertThat(backport.printed())
                .startsWith("scap: only \"scap spiderpig\" is here")
                .hasLineCount(1);
        assertThat(backport.status()).isEqualTo(127);
    }

    @Test
    void whereThereIsNoJavaItSaysSo() throws Exception {
        Ended ended = run(Map.of("PATH", tools().toString(), "JAVA_HOME", ""), "spiderpig");

        assertThat(ended.printed())
                .startsWith("scap: Java 17 or newer is needed, but there is no java")
                .hasLineCount(1);
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void whereJavaIsTooOldItSaysSo() throws Exception {
        Path java = directory.resolve("old/bin/java");
        Files.createDirectories(java.getParent());
        executable(java, "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");

        Ended ended = run(Map.of("JAVA_HOME", directory.resolve("old").toString()), "spiderpig");

        assertThat(ended.printed())
                .isEqualTo("scap: Java 17 or newer is needed, but " + java.toRealPath() + " is version 11.0.2\n");
        assertThat(ended.status()).isEqualTo(1);
    }

    // ---- processes -------------------------------------------------------------------------------------------------

    /** What has ended, with all that it said. */
    private record Ended(int status, String printed) {}

    /** A server that answers. */
    private record Running(Process process, Path output, String url, String token) implements AutoCloseable {
        String printed() throws IOException {
            return Files.readString(output);
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    private Running start(Map<String, String> environment) throws Exception {
        Path output = directory.resolve("output");
        Path serverFile = data.resolve("server.json");
        Files.deleteIfExists(serverFile);
        Process process = builder(environment, "spiderpig", "--port", "0", "--demo", "--data-dir", data.toString())
                .redirectOutput(output.toFile())
                .start();
        await().atMost(LIMIT).until(() -> Files.exists(serverFile) || !process.isAlive());
        assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        String file = Files.readString(serverFile);
        return new Running(process, output, field(file, "url"), field(file, "token"));
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        Process process = builder(environment, arguments).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed);
    }

    private ProcessBuilder builder(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(scap.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // No archive of classes unless a test is about it: it would be made after the test has ended.
        builder.environment().put("XDG_CACHE_HOME", "/dev/null");
        builder.environment().putAll(environment);
        return builder;
    }

    private HttpResponse<String> call(Running server, String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .header("Authorization", "Bearer " + server.token())
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String field(String json, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        assertThat(field.find()).as(name).isTrue();
        return field.group(1);
    }

    /** A directory for a PATH on which the launcher finds what it needs, but no Java. */
    private Path tools() throws IOException {
        Path tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : TOOLS) {
            executable(tools.resolve(tool), "PATH=/usr/bin:/bin exec " + tool + " \"$@\"");
        }
        return tools;
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
