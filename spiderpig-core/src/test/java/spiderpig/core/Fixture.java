package spiderpig.core;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Commands and questions that the tests of this module have in common. */
final class Fixture {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    static final Command BACKPORT = new Command(
            "backport",
            "Deploy Gerrit changes",
            List.of("scap", "backport", "{changeIds}"),
            List.of(new Parameter("changeIds", "Changes", ParameterKind.GERRIT_CHANGE, true, 1, 20, List.of())),
            "deployment",
            PromptMode.AUTO,
            Map.of(),
            null,
            Duration.ofHours(4));

    static final Command SYNC = new Command(
            "sync",
            "Sync everything",
            List.of("scap", "sync-world", "--message={message}", "{place}"),
            List.of(
                    new Parameter("message", "Message", ParameterKind.TEXT, false, 1, 1, List.of()),
                    new Parameter("place", "Place", ParameterKind.CHOICE, false, 0, 1, List.of("testservers", "all"))),
            null,
            PromptMode.AUTO,
            Map.of(),
            null,
            null);

    static final Map<String, ParameterValue> CHANGES =
            Map.of("changeIds", ParameterValue.of(List.of("1234567", "1234568")));

    private Fixture() {}

    static Database open(Path directory) {
        return Database.open(
                directory.resolve("spiderpig.db"),
                Commands.of(List.of(BACKPORT, SYNC)),
                InstantSource.fixed(NOON).withZone(ZoneOffset.UTC));
    }

    static Job running(Database database) {
        Job job = database.jobs().create("backport", CHANGES, "alice");
        database.jobs().start(job.id());
        return database.jobs().get(job.id());
    }

    /** Continue? yes, no or abort, asked at this offset of the output. */
    static Question continueAt(long offset) {
        return Question.choices(
                "Continue?",
                List.of(new Choice("yes", "y"), new Choice("no", "n"), new Choice("abort", "a")),
                null,
                offset);
    }
}
