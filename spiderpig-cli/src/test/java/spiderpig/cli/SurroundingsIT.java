package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which a server is started on a host, and what becomes of it and of its jobs there. */
final class SurroundingsIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final String CONFIGURATION = """
            commands:
              ask: { argv: [sh, -c, 'printf "Sure? "; read a; echo "got $a"'] }
              work: { argv: [sh, -c, 'echo ready; exec sleep 1000'] }
            """;

    @TempDir
    Path directory;

    @Test
    void theEndOfItsTerminalEndsTheServerInOrderButNotItsJobs() throws Exception {
        try (KillableServer server = new KillableServer(directory, CONFIGURATION)) {
            server.start();
            long job = server.startJob("ask", "{}");
            server.awaitQuestion(job, SOON);
            server.signal("HUP");
            server.awaitEnd();
            assertThat(server.output())
                    .contains("These jobs go on, and the next start takes them up: " + job + " (ask)");

            server.start();
            server.awaitQuestion(job, SOON);
            server.post("/api/jobs/" + job + "/interactions/1", "{\"response\":\"yes\"}");
            assertThat(server.awaitComplete(job, SOON).get("success").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void underNohupTheEndOfItsTerminalDoesNotEndTheServer() throws Exception {
        try (KillableServer server = new KillableServer(directory, CONFIGURATION).startedThrough("nohup")) {
            server.start();
            server.signal("HUP");
            long job = server.startJob("ask", "{}");
            server.awaitQuestion(job, SOON);
            server.post("/api/jobs/" + job + "/interactions/1", "{\"response\":\"yes\"}");
            assertThat(server.awaitComplete(job, SOON).get("success").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void jobsOfAServerInTheBackgroundOfAScriptCanBeInterrupted() throws Exception {
        // A shell without job control has what it starts in the background ignore these.
        try (KillableServer server = new KillableServer(directory, CONFIGURATION)
                .startedThrough("sh", "-c", "trap '' INT QUIT; exec \"$@\"", "sh")) {
            server.start();
            long job = server.startJob("work", "{}");
            await().atMost(SOON)
                    .until(() -> server.get("/api/logs/" + job + "/size")
                                    .body()
                                    .path("lines")
                                    .asInt()
                            == 1);
            server.post("/api/jobs/" + job + "/cancel", "{}");
            assertThat(server.awaitComplete(job, SOON).get("errors").get(1).asText())
                    .isEqualTo("exited with status 130, as when killed by SIGINT");
        }
    }
}
