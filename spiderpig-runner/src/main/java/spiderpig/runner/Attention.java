package spiderpig.runner;

import java.time.Duration;
import java.util.Optional;
import spiderpig.runner.Prompt.Certainty;
import spiderpig.runner.StdinReader.Wait;
import spiderpig.runner.StdinReaders.Sighting;

/**
 * How a job waits for its stdin, and what that takes to be a question: for how long the output must have been quiet,
 * by what the text looks like. The less the waiting says, the more the text has to.
 */
enum Attention {
    // Of an unfinished last line: certain, likely, possible; of a finished one: certain, likely; without a text.
    /** Reads stdin, and goes on only when a line comes. */
    READS(Silence.SHORT, Silence.SHORT, Silence.SHORT, Silence.SHORT, Silence.SHORT, Silence.LONG),
    /** Waits for stdin among others, as ssh does all the time and node does when it asks. */
    LISTENS(Silence.SHORT, Silence.SHORT, Silence.NEVER, Silence.LONG, Silence.NEVER, Silence.NEVER),
    /** Reads stdin as it would any file, or hands it on. */
    READS_DATA(Silence.SHORT, Silence.NEVER, Silence.NEVER, Silence.NEVER, Silence.NEVER, Silence.NEVER),
    /** The kernel doesn't show what it does. */
    UNSEEN(Silence.LONG, Silence.VERY_LONG, Silence.NEVER, Silence.NEVER, Silence.NEVER, Silence.NEVER);

    /** How long the output has to be quiet. */
    private static final class Silence {
        /** Between two pieces of a question, programs take less. */
        static final Duration SHORT = PromptDetector.QUIET;

        static final Duration LONG = Duration.ofSeconds(1);
        static final Duration VERY_LONG = Duration.ofSeconds(3);
        static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);
    }

    private final Duration certain;
    private final Duration likely;
    private final Duration possible;
    private final Duration finishedCertain;
    private final Duration finishedLikely;
    private final Duration unspoken;

    Attention(
            Duration certain,
            Duration likely,
            Duration possible,
            Duration finishedCertain,
            Duration finishedLikely,
            Duration unspoken) {
        this.certain = certain;
        this.likely = likely;
        this.possible = possible;
        this.finishedCertain = finishedCertain;
        this.finishedLikely = finishedLikely;
        this.unspoken = unspoken;
    }

    /** The strongest among those that wait; empty if it is plain that nobody does. */
    static Optional<Attention> of(Sighting sighting) {
        return sighting.readers().stream()
                .map(Attention::of)
                .min(Attention::compareTo)
                .or(() -> sighting.complete() ? Optional.empty() : Optional.of(UNSEEN));
    }

    private static Attention of(StdinReader reader) {
        if (DataReaders.contains(reader.program())) {
            return READS_DATA;
        }
        return reader.how() == Wait.READING ? READS : LISTENS;
    }

    /** The question that is asked, if what was observed is enough for one. */
    Optional<Prompt> question(Observation observed, PromptGrammar grammar) {
        if (observed.asked() == 0) {
            PromptText text = PromptText.of(observed.lastLine(), observed.above(), observed.fresh());
            if (!text.line().isBlank()) {
                return grammar.read(text).filter(prompt -> observed.quietFor(unfinished(prompt.certainty())));
            }
            // Who draws below its question, as prompt_toolkit does, goes back to where the answer belongs by blanks.
            boolean indented = observed.lastLine().matches(" +");
            Optional<Prompt> echoed = grammar.read(text.reopened())
                    .filter(prompt -> observed.quietFor(
                            indented ? unfinished(prompt.certainty()) : finished(prompt.certainty())));
            if (echoed.isPresent()) {
                return echoed;
            }
        }
        return observed.quietFor(unspoken) ? Optional.of(Prompt.unspoken()) : Optional.empty();
    }

    private Duration unfinished(Certainty certainty) {
        return switch (certainty) {
            case CERTAIN -> certain;
            case LIKELY -> likely;
            case POSSIBLE -> possible;
        };
    }

    private Duration finished(Certainty certainty) {
        return switch (certainty) {
            case CERTAIN -> finishedCertain;
            case LIKELY -> finishedLikely;
            case POSSIBLE -> Silence.NEVER;
        };
    }
}
