package spiderpig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which a server is started on a host, and what becomes of it and of its jobs there. */
final class SurroundingsIT {
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
            awaitQuestion(server, job);
            server.signal("HUP");
            server.awaitEnd();
            assertThat(server.output())
                    .contains("These jobs go on, and the next start takes them up: " + job + " (ask)");

            server.start();
            awaitQuestion(server, job);
            server.post("/api/jobs/" + job + "/interactions/1", "{\"response\":\"yes\"}");
            assertThat(awaitTheEnd(server, job).get("success").asBoolean()).isTrue();
        }
    }

    @Test
    void underNohupTheEndOfItsTerminalDoesNotEndTheServer() throws Exception {
        try (KillableServer server = new KillableServer(directory, CONFIGURATION).startedThrough("nohup")) {
            server.start();
            server.signal("HUP");
            long job = server.startJob("ask", "{}");
            awaitQuestion(server, job);
            server.post("/api/jobs/" + job + "/interactions/1", "{\"response\":\"yes\"}");
            assertThat(awaitTheEnd(server, job).get("success").asBoolean()).isTrue();
        }
    }

    @Test
    void jobsOfAServerInTheBackgroundOfAScriptCanBeInterrupted() throws Exception {
        // A shell without job control has what it starts in the background ignore these.
        try (KillableServer server = new KillableServer(directory, CONFIGURATION)
                .startedThrough("sh", "-c", "trap '' INT QUIT; exec \"$@\"", "sh")) {
            server.start();
            long job = server.startJob("work", "{}");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.get("/api/logs/" + job + "/size")
                                    .body()
                                    .path("lines")
                                    .asInt()
                            == 1);
            server.post("/api/jobs/" + job + "/cancel", "{}");
            assertThat(awaitTheEnd(server, job).get("errors").get(1).asText())
                    .isEqualTo("exited with status 130, as when killed by SIGINT");
        }
    }

    private static void awaitQuestion(KillableServer server, long job) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> server.get("/api/jobs/" + job + "/interactions")
                        .body()
                        .path("interaction")
                        .isObject());
    }

    private static JsonNode awaitTheEnd(KillableServer server, long job) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> server.get("/api/jobs/" + job).body(),
                        found -> found.get("status").asText().equals("complete"));
    }
}
