package spiderpig.cli;

import java.time.Duration;
import picocli.CommandLine.Option;
import spiderpig.runner.Retention;

/** How long jobs are kept; the same for the server and for {@code gc}. */
final class RetentionOptions {
    private static final Retention.Policy DEFAULTS = Retention.Policy.defaults();

    @Option(
            names = "--keep-days",
            paramLabel = "DAYS",
            description = "Forget jobs this long after their end. Default: 90")
    private long days = DEFAULTS.keep().toDays();

    @Option(names = "--keep-jobs", paramLabel = "JOBS", description = "Keep at most so many jobs. Default: 10000")
    private int jobs = DEFAULTS.jobs();

    /** @throws StartException if these can't be meant */
    Retention.Policy policy() {
        try {
            return new Retention.Policy(Duration.ofDays(days), jobs);
        } catch (IllegalArgumentException e) {
            throw new StartException("--keep-days can't be below 0, nor --keep-jobs below 1.", e);
        }
    }
}
