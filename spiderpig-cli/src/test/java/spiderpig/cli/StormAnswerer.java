package spiderpig.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import spiderpig.cli.KillableServer.Reply;

/**
 * Answers each question of a storm's job a moment after it is there, as two people at once, until it has had enough and gives
 * the last answer.
 */
final class StormAnswerer extends Thread {
    private static final Duration LONGEST_THOUGHT = Duration.ofMillis(250);

    /** Without a new question for so long, the job hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final KillableServer server;
    private final long job;
    private final Random random;
    private final Map<Integer, Integer> accepted = new ConcurrentHashMap<>();
    private volatile int enough = Integer.MAX_VALUE;
    private volatile int questions;
    private volatile long progressAt = System.nanoTime();

    StormAnswerer(KillableServer server, long job, Random random) {
        super("answerer");
        setDaemon(true);
        this.server = server;
        this.job = job;
        this.random = random;
    }

    /** Has the job end after so many questions, or the next one if it has asked as many. */
    void endAfter(int number) {
        enough = number;
    }

    /**
     * Waits for the job to be complete.
     *
     * @throws AssertionError if it hangs
     */
    void awaitEnd() throws InterruptedException, IOException {
        while (isAlive()) {
            join(TimeUnit.SECONDS.toMillis(1));
            if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
                throw new AssertionError("The job hangs at question " + questions + ":\n" + server.output());
            }
        }
    }

    /** How many questions there have been. */
    int questions() {
        return questions;
    }

    /** How many answers were accepted, by the number of the question. */
    Map<Integer, Integer> accepted() {
        return accepted;
    }

    @Override
    public void run() {
        try {
            while (!lookAndAnswer()) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the job is complete. */
    private boolean lookAndAnswer() throws InterruptedException {
        server.awaitStart();
        try {
            Reply status = server.get("/api/jobs/" + job + "/status");
            if (status.status() == 200 && status.body().get("status").asText().equals("complete")) {
                return true;
            }
            JsonNode asked =
                    server.get("/api/jobs/" + job + "/interactions").body().path("interaction");
            if (asked.isObject()) {
                think();
                respondTwice(asked);
            }
        } catch (IOException e) {
            Thread.yield(); // killed just now
        }
        return false;
    }

    private void think() {
        LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_THOUGHT.toNanos()));
    }

    private void respondTwice(JsonNode asked) throws InterruptedException {
        int id = asked.get("id").asInt();
        int number = Integer.parseInt(asked.get("prompt").asText().replaceAll("[^0-9]", ""));
        if (number > questions) {
            questions = number;
            progressAt = System.nanoTime();
        }
        String answer = (number >= enough ? "last answer " : "answer ") + number;
        List<Thread> people = new ArrayList<>();
        for (int person = 0; person < 2; person++) {
            Thread thread = new Thread(() -> respond(id, answer), "person-" + person);
            thread.start();
            people.add(thread);
        }
        for (Thread person : people) {
            person.join(TimeUnit.MINUTES.toMillis(1));
        }
    }

    private void respond(int id, String answer) {
        try {
            Reply reply =
                    server.post("/api/jobs/" + job + "/interactions/" + id, "{\"response\":\"%s\"}".formatted(answer));
            if (reply.status() == 200) {
                accepted.merge(id, 1, Integer::sum);
            }
        } catch (IOException e) {
            // Killed before it answered; whether it was accepted is found out by looking.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
