package spiderpig.runner;

import java.time.Duration;

/**
 * What may be set about running jobs.
 *
 * @param interruptGrace how long a job may take to end after SIGINT before SIGTERM follows
 * @param terminateGrace how long after SIGTERM before SIGKILL follows
 */
public record RunnerSettings(Duration interruptGrace, Duration terminateGrace) {
    public RunnerSettings {
        if (interruptGrace.isNegative() || terminateGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "A grace period can't be negative: " + interruptGrace + ", " + terminateGrace);
        }
    }

    /** Half a minute to come to an orderly end after SIGINT, ten seconds after SIGTERM. */
    public static RunnerSettings defaults() {
        return new RunnerSettings(Duration.ofSeconds(30), Duration.ofSeconds(10));
    }
}
