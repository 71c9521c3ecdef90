package spiderpig.runner;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Question;
import spiderpig.runner.AnswerFeed.Progress;
import spiderpig.runner.StdinReaders.Sighting;

/**
 * Notices when a program that knows nothing of us asks a question: it has written something, fallen silent, and waits for
 * its stdin. How sure the text must look, and how long the silence, depends on how it waits ({@link Attention}). Nothing
 * counts before the job has taken every earlier answer ({@link AnswerFeed}).
 *
 * <p>One detector serves one job, from one thread. A look costs nothing while the output isn't quiet, else a few small
 * file reads for each thread of the job.
 */
final class PromptDetector {

    /** The time between the end of a question and its being noticed, at least. */
    static final Duration QUIET = Duration.ofMillis(200);

    /** A program that polls doesn't show as waiting in the moments in which it does something else. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** A process that is just starting or ending can't be seen for a moment; only so many looks in a row mean something. */
    private static final int BLIND = 10;

    private static final Logger LOGGER = System.getLogger(PromptDetector.class.getName());
    private static final AtomicBoolean BLINDNESS_TOLD = new AtomicBoolean();

    private final JobInput input;
    private final StdinReaders readers;
    private final AnswerFeed feed;
    private final PromptGrammar grammar = new PromptGrammar();
    private @Nullable Asked last;
    private int blindLooks;

    /** A question that was seen, and how long the output had been quiet when it was seen last. */
    private record Asked(Question question, Duration seen) {}

    PromptDetector(JobInput input) {
        this(input, new StdinReaders(), new AnswerFeed());
    }

    PromptDetector(JobInput input, StdinReaders readers, AnswerFeed feed) {
        this.input = input;
        this.readers = readers;
        this.feed = feed;
    }

    /**
     * The question that the job asks at this moment: the same one at each look until an answer is written, the job prints
     * something, or it goes on without an answer. To be called a few times a second, and {@link #QUIET} after each output.
     */
    Optional<Question> look(Observation now) {
        if (!now.quietFor(QUIET)) {
            last = null;
            return Optional.empty();
        }
        Progress progress = feed.progress(input);
        if (progress == Progress.UNDER_WAY || progress == Progress.ENDED) {
            last = null;
            return Optional.empty();
        }
        Sighting sighting = readers.find(input);
        if (progress == Progress.UNKNOWN || !sighting.complete()) {
            blindLooks++;
            if (blindLooks == BLIND) {
                tellBlindness();
            }
        } else {
            blindLooks = 0;
        }
        // Without proof that the last answer was taken, only a text that came after it can be a new question.
        Optional<Question> question = Attention.of(sighting)
                .filter(attention -> progress == Progress.TAKEN || now.asked() == 0)
                .flatMap(attention -> attention.question(now, grammar))
                .map(prompt -> prompt.question(now.outputOffset(), now.asked()));
        return steady(now, question);
    }

    /** Whether it is plain that nobody waits for an answer at this moment; false where the kernel doesn't show. */
    boolean nobodyWaits() {
        Sighting sighting = readers.find(input);
        return sighting.complete() && sighting.readers().isEmpty();
    }

    private Optional<Question> steady(Observation now, Optional<Question> question) {
        if (question.isPresent()) {
            last = new Asked(question.get(), now.quiet());
            return question;
        }
        Asked before = last;
        boolean blinked = before != null
                && before.question().sourceOffset() == now.outputOffset()
                && before.question().repetition() == now.asked()
                && now.quiet().minus(before.seen()).compareTo(PATIENCE) < 0;
        if (before != null && blinked) {
            return Optional.of(before.question());
        }
        last = null;
        return Optional.empty();
    }

    private static void tellBlindness() {
        if (BLINDNESS_TOLD.compareAndSet(false, true)) {
            LOGGER.log(
                    Level.WARNING,
                    "/proc doesn't show what some processes of a job wait for (another user's, or a hardened kernel);"
                            + " whether these ask something is judged by their text alone");
        }
    }
}
