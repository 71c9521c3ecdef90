package spiderpig.runner;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Command;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.Interaction;
import spiderpig.core.Job;
import spiderpig.core.JobStatus;
import spiderpig.core.PromptMode;
import spiderpig.logstore.LogPage;
import spiderpig.logstore.LogStore;
import spiderpig.logstore.LogView;
import spiderpig.logstore.RecordKind;

/** All that a server is made of but HTTP, in one directory; can be stopped and started again as often as a test likes. */
final class RunningSystem implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    private final Path directory;
    private final Commands commands;
    private final RunnerSettings settings;
    private final Clock clock;
    private @Nullable Database database;
    private @Nullable LogStore logs;
    private @Nullable JobRunner runner;

    RunningSystem(Path directory, RunnerSettings settings, Command... commands) {
        this(directory, settings, Clock.systemUTC(), commands);
    }

    /** @param clock the database's */
    RunningSystem(Path directory, RunnerSettings settings, Clock clock, Command... commands) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.commands = Commands.of(List.of(commands));
        start();
    }

    RunningSystem(Path directory, Command... commands) {
        this(directory, RunnerSettings.defaults(), commands);
    }

    /** The command "sh", which runs a script. */
    static Command sh(String script) {
        return command(List.of("sh", "-c", script), PromptMode.AUTO, null);
    }

    /** The same for what only bash can do. */
    static Command bash(String script) {
        return command(List.of("bash", "-c", script), PromptMode.AUTO, null);
    }

    static Command command(List<String> argv, PromptMode prompts, @Nullable Duration timeout) {
        return new Command("sh", "Runs a script", argv, List.of(), null, prompts, Map.of(), null, timeout);
    }

    void start() {
        database = Database.open(directory.resolve("db"), commands, clock);
        logs = LogStore.open(directory.resolve("logs"));
        runner = JobRunner.open(directory.resolve("jobs"), database, logs, commands, Clock.systemUTC(), settings);
        runner.start();
    }

    /** Drops every object; what runs goes on. */
    void stop() {
        runner().close();
        logs().close();
        database().close();
    }

    void restart() {
        stop();
        start();
    }

    JobRunner runner() {
        return Objects.requireNonNull(runner);
    }

    Database database() {
        return Objects.requireNonNull(database);
    }

    LogStore logs() {
        return Objects.requireNonNull(logs);
    }

    /** Queues a job of the command "sh". */
    long run() {
        return database().jobs().create("sh", Map.of(), "alice").id();
    }

    JobDirectory directory(long job) {
        return JobDirectory.of(directory.resolve("jobs"), job);
    }

    Job job(long id) {
        return database().jobs().get(id);
    }

    /** Waits until the job is complete and its directory is gone. */
    Job end(long id) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> job(id).status() == JobStatus.COMPLETE
                        && !runner().running().contains(id));
        return job(id);
    }

    /** Waits until the job asks something. */
    Interaction question(long id) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(2)).until(() -> pending(id));
        return database().interactions().pending(id).orElseThrow();
    }

    boolean pending(long id) {
        return database().interactions().pending(id).isPresent();
    }

    /** Answers the next question. */
    void answer(long id, String response) {
        database().interactions().respond(id, question(id).number(), response, "bob");
    }

    List<String> lines(long id) {
        return records(id, "");
    }

    /** The lines of one kind. */
    List<String> lines(long id, RecordKind kind) {
        return records(id, kind.name());
    }

    private List<String> records(long id, String kind) {
        LogView log = logs().find(id).orElseThrow().unmasked();
        List<String> lines = new ArrayList<>();
        LogPage page = log.read(0, 10_000);
        while (!page.records().isEmpty()) {
            page.records().stream()
                    .filter(record -> kind.isEmpty() || record.kind().name().equals(kind))
                    .forEach(record -> lines.add(record.text()));
            page = log.read(page.next(), 10_000);
        }
        return lines;
    }

    /** The output as it stands in the log. */
    List<String> output(long id) {
        return lines(id, RecordKind.OUTPUT);
    }

    void awaitOutput(long id, String line) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> logs().find(id).isPresent() && lines(id).contains(line));
    }

    /** What is left of jobs on the disk. */
    List<Path> leftovers() {
        try (Stream<Path> left = Files.list(directory.resolve("jobs"))) {
            return left.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessIdentity> wrappers = new ArrayList<>();
        for (Job job : database().jobs().unfinished()) {
            directory(job.id()).wrapper().ifPresent(wrappers::add);
            directory(job.id()).leader().filter(ProcessIdentity::isAlive).ifPresent(leader -> {
                try {
                    new JobProcesses(directory(job.id()), IoKey.random()).signal("SIGKILL");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        stop();
        // Until then they write into directories that are about to be removed.
        await().atMost(SOON).until(() -> wrappers.stream().noneMatch(ProcessIdentity::isAlive));
    }
}
