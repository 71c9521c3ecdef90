package spiderpig.cli;

import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.Job;
import spiderpig.logstore.LogStore;
import spiderpig.logstore.Masker;
import spiderpig.runner.Retention;

/** Forgets old jobs now, as a server does at its start and once a day. One may be running. */
@Command(
        name = "gc",
        description = "Forgets jobs that are old, with their logs; the server does so by itself once a day.",
        mixinStandardHelpOptions = true)
final class GcCommand implements Callable<Integer> {
    @ParentCommand
    private SpiderpigCommand spiderpig = new SpiderpigCommand();

    @Mixin
    private RetentionOptions retention = new RetentionOptions();

    @Option(names = "--dry-run", description = "Only say what would be forgotten")
    private boolean dryRun;

    @Override
    public Integer call() {
        Logging.configure();
        DataDirectory data = spiderpig.data();
        if (!Files.exists(data.database())) {
            throw new StartException("There is no " + data.database() + "; name the right directory with --data-dir.");
        }
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(data.database(), Commands.of(List.of()), clock);
                LogStore logs = LogStore.open(data.logs());
                Retention collector = new Retention(database, logs, data.jobs(), clock, retention.policy())) {
            Retention.Collected collected =
                    dryRun ? new Retention.Collected(collector.forgettable(), List.of()) : collector.collect();
            collected.jobs().forEach(job -> print(job, logs.masker()));
            System.out.println((dryRun ? "Would forget " : "Forgot ") + count(collected.jobs()) + ".");
            List<Job> pinned = collector.keptByPin();
            if (!pinned.isEmpty()) {
                System.out.println("Kept because pinned:");
                pinned.forEach(job -> print(job, logs.masker()));
            }
            collected.left().forEach(System.err::println);
            return collected.left().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static void print(Job job, Masker masker) {
        System.out.println(job.id() + "  " + job.finishedAt().orElseThrow() + "  " + job.owner() + "  "
                + masker.mask(job.description()));
    }

    private static String count(List<Job> jobs) {
        return jobs.size() + (jobs.size() == 1 ? " job" : " jobs");
    }
}
