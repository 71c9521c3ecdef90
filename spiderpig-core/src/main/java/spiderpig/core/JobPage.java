package spiderpig.core;

import java.util.List;
import java.util.OptionalLong;

/**
 * A part of the history.
 *
 * @param jobs newest first
 * @param next what to ask for as {@link JobQuery#before()} to go on; empty at the end
 */
public record JobPage(List<Job> jobs, OptionalLong next) {
    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
