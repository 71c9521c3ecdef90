package spiderpig.core;

import java.nio.file.Path;

/** A process of its own that answers each question of a job as soon as it is asked, and prints how often it was accepted. */
final class AnsweringProcess {
    private AnsweringProcess() {}

    public static void main(String[] arguments) {
        long job = Long.parseLong(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        int wins = 0;
        try (Database database = Fixture.open(Path.of(arguments[0]))) {
            System.out.println("ready");
            for (int round = 1; round <= rounds; ) {
                try {
                    database.interactions().respond(job, round, "y", arguments[3]);
                    wins++;
                    round++;
                } catch (AlreadyAnsweredException e) {
                    round++;
                } catch (InteractionNotFoundException e) {
                    Thread.onSpinWait(); // not asked yet
                }
            }
        }
        System.out.println(wins);
    }
}
