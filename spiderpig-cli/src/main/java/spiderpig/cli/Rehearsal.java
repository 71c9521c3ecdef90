package spiderpig.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Starts a server, asks it what a browser asks first, and ends. The launcher runs it once to have Java write down which
 * classes that takes, so that later starts are quick.
 */
final class Rehearsal {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> QUESTIONS =
            List.of("/healthz", "/index", "/api/job", "/api/jobs?limit=20", "/api/commands", "/api/whoami");

    private Rehearsal() {}

    /** Ends the process. Its one argument is a data directory to use up. */
    public static void main(String... arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Thread server = new Thread(
                () -> System.exit(SpiderpigCommand.execute("--port", "0", "--data-dir", arguments[0])), "rehearsal");
        server.start();
        ServerFile running = await(new DataDirectory(directory).serverFile());
        for (String question : QUESTIONS) {
            ask(running, question);
        }
        System.exit(0);
    }

    private static ServerFile await(Path file) throws InterruptedException {
        Instant end = Instant.now().plus(LIMIT);
        while (Instant.now().isBefore(end)) {
            Optional<ServerFile> running = ServerFile.read(file);
            if (running.isPresent()) {
                return running.get();
            }
            Thread.sleep(20);
        }
        throw new StartException("The server did not start within " + LIMIT.toSeconds() + " seconds.");
    }

    private static void ask(ServerFile server, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(server.url() + path).openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + server.token());
        try (InputStream body = connection.getInputStream()) {
            body.readAllBytes();
        }
    }
}
