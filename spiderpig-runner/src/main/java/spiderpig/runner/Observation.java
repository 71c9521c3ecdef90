package spiderpig.runner;

import java.time.Duration;
import java.util.List;

/**
 * The end of a job's output at one moment.
 *
 * @param lastLine what was written after the last line end, decoded and otherwise as it came; what an earlier question
 *     was read from no longer belongs to it
 * @param above the lines before it, oldest first; some 40 are enough for any menu
 * @param fresh how many of these, the last ones, have come since an earlier question; what stands above them has had its
 *     answer
 * @param outputOffset the size of the output in bytes, {@code lastLine} included
 * @param quiet for how long nothing has been written
 * @param asked how many questions that stand at this very offset are over, answered or withdrawn: if any, what stands above
 *     has had its answer, and the job can only wait for another one without a text
 */
record Observation(String lastLine, List<String> above, int fresh, long outputOffset, Duration quiet, int asked) {
    Observation {
        above = List.copyOf(above);
    }

    boolean quietFor(Duration least) {
        return quiet.compareTo(least) >= 0;
    }
}
