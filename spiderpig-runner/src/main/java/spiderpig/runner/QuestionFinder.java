package spiderpig.runner;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Question;

/**
 * Watches for questions of programs that know nothing of us: shows the end of the output to the {@link PromptDetector} when it
 * has been quiet.
 *
 * <p>For one thread.
 */
final class QuestionFinder {
    private static final Logger LOG = System.getLogger(QuestionFinder.class.getName());

    /** How much of the output above a question is looked at; enough for some 40 lines of a menu. */
    private static final int ABOVE_BYTES = 8 * 1024;

    private static final int ABOVE_LINES = 40;
    private static final int LONGEST_PROMPT = 8 * 1024;

    private final JobDirectory directory;
    private final IoKey key;
    private @Nullable PromptDetector detector;
    private long busyAt = System.nanoTime();

    /** Since when nobody has been seen waiting for an answer; null while somebody is, or may be. */
    private @Nullable Long desertedAt;

    QuestionFinder(JobDirectory directory, IoKey key) {
        this.directory = directory;
        this.key = key;
    }

    /** The job has printed something just now, or was answered and will: its silence begins anew. */
    void busy() {
        busyAt = System.nanoTime();
    }

    private Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - busyAt);
    }

    /** When to look again: as soon as it has been quiet for long enough, and now and then after that. */
    Duration nextLook(Duration patience) {
        Duration left = PromptDetector.QUIET.minus(quiet());
        return left.isNegative() || left.compareTo(patience) > 0 ? patience : left.plusMillis(1);
    }

    /**
     * The question that the job asks at this moment.
     *
     * @param reader stands at the end of the output
     * @param lastQuestion where the last question ends in the output
     * @param asked how many questions have ended at the end of the output
     */
    Optional<Question> look(OutputReader reader, long lastQuestion, int asked) {
        if (quiet().compareTo(PromptDetector.QUIET) < 0) {
            return Optional.empty();
        }
        try {
            PromptDetector current = detector();
            if (current == null) {
                return Optional.empty();
            }
            byte[] before = OutputReader.before(directory.output(), reader.offset(), ABOVE_BYTES);
            long start = reader.offset() - before.length;
            int cut = (int) Math.max(0, Math.min(lastQuestion - start, before.length));
            // A question has no line end; what the job printed next begins a line all the same.
            List<String> above = new ArrayList<>(lines(before, 0, cut));
            List<String> fresh = lines(before, cut, before.length);
            above.addAll(fresh);
            Optional<Question> question = current.look(new Observation(
                    text(reader.unterminated(LONGEST_PROMPT)),
                    above,
                    fresh.size(),
                    reader.endOffset(),
                    quiet(),
                    asked));
            // What it waits with is what it has printed by now, not what had been read before the look.
            return question.isPresent() && isAllRead(reader) ? question : Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, directory + " can't be looked into; it is tried again", e);
            return Optional.empty();
        }
    }

    /** Whether somebody waits for the answer to a question that was recognised, or may do so: not all is to be seen everywhere. */
    boolean isAwaited() {
        boolean deserted;
        try {
            PromptDetector current = detector();
            deserted = current != null && current.nobodyWaits();
        } catch (IOException e) {
            deserted = false;
        }
        if (!deserted) {
            desertedAt = null;
        } else if (desertedAt == null) {
            desertedAt = System.nanoTime();
        }
        return !deserted;
    }

    /** Whether nobody has waited for so long that the command has gone on without an answer. */
    boolean isGivenUp() {
        Long since = isAwaited() ? null : desertedAt;
        return since != null && System.nanoTime() - since > PromptDetector.PATIENCE.toNanos();
    }

    /** Whether nothing of what the job has printed is still on its way: in the pipe, in the copier's hands, or in the file. */
    private boolean isAllRead(OutputReader reader) throws IOException {
        Optional<ProcessIdentity> copier = directory.copier().filter(ProcessIdentity::isAlive);
        if (copier.isPresent()) {
            long pid = copier.get().pid();
            // First the pipe, then the copier: what it has taken out of the pipe meanwhile keeps it from sleeping.
            if (AnswerFeed.unread(Path.of("/proc", Long.toString(pid), "fd", "0")) > 0
                    || ProcessStatus.of(pid).filter(ProcessStatus::sleeps).isEmpty()) {
                return false;
            }
        }
        return Files.size(directory.output()) == reader.endOffset();
    }

    private @Nullable PromptDetector detector() throws IOException {
        if (detector == null) {
            Optional<ProcessIdentity> wrapper = directory.wrapper();
            Optional<ProcessIdentity> leader = directory.leader();
            Optional<ProcessIdentity> feeder = directory.feeder();
            if (wrapper.isPresent() && leader.isPresent() && feeder.isPresent()) {
                // Not their own real paths: they may have been removed, and are open all the same.
                JobDirectory real = directory.toReal();
                detector = new PromptDetector(new JobInput(
                        real.in(),
                        real.answers(),
                        wrapper.get().pid(),
                        leader.get().pid(),
                        feeder.get().pid()));
            }
        }
        return detector;
    }

    /** The last lines of some output, without the job's messages: these are not for people. */
    private List<String> lines(byte[] bytes, int from, int to) {
        List<String> lines = text(Arrays.copyOfRange(bytes, from, to))
                .lines()
                .filter(line -> !line.contains(key.text()))
                .toList();
        return lines.subList(Math.max(0, lines.size() - ABOVE_LINES), lines.size());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
