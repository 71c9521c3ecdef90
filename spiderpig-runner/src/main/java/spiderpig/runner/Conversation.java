package spiderpig.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Delivery;
import spiderpig.core.Interaction;
import spiderpig.core.InteractionState;
import spiderpig.core.InteractionType;
import spiderpig.core.Interactions;
import spiderpig.core.Question;

/**
 * What a job asks and what it is told. At most one question is open, and whatever is delivered answers that one.
 *
 * <p>A question is identified by where it ends in the output, and by how many have ended there before it, since a job may wait
 * twice without having printed anything in between. Whoever reads the output again after a crash finds the same question,
 * because none is over before the log has it.
 *
 * <p>For one thread.
 */
final class Conversation {
    /** A message is at most this long, with what may stand before it. */
    private static final int LONGEST_LINE = 1024 * 1024 + 512 * 1024;

    private final long job;
    private final Interactions interactions;
    private final JobDirectory directory;
    private final IoKey key;
    private final StepRunner steps;
    private final AnswerWriter writer;

    /** Where the last question ends in the output, open or not; -1 before the first. */
    private long lastOffset = -1;

    /** How many questions have ended there. */
    private int asked;

    /** Whether the job is done with the last question: it got its answer, or went on without one. */
    private boolean settled;

    private @Nullable Open open;

    /**
     * A question that is not answered yet, or whose answer is not delivered.
     *
     * @param outputOffset where it ends in the output
     * @param byMessage whether the command itself said that it asks. If so, it will wait; a question that was merely
     *     recognised is over as soon as the job prints something more
     * @param secret whether a secret is asked for
     */
    private record Open(int number, long outputOffset, boolean byMessage, boolean secret) {
        static Open of(Interaction interaction, boolean byMessage) {
            return new Open(
                    interaction.number(),
                    interaction.sourceOffset(),
                    byMessage,
                    interaction.type() == InteractionType.SECRET);
        }
    }

    /** The revision of the answer that the open question has got and that was not delivered; 0 if it has none. */
    private long answered;

    private boolean lostAnswer;

    Conversation(long job, Interactions interactions, JobDirectory directory, IoKey key, StepRunner steps) {
        this.job = job;
        this.interactions = interactions;
        this.directory = directory;
        this.key = key;
        this.steps = steps;
        this.writer = new AnswerWriter(directory.answers());
    }

    /**
     * Finishes the deliveries that were begun, and finds the open question again.
     *
     * @param logged the offset in the output up to which the log has it
     * @return where a question ends whose text has not reached the log and is followed by no line end, if there is one
     */
    OptionalLong resume(long logged) {
        for (Delivery delivery : steps.persist(() -> interactions.deliveries(job))) {
            write(delivery);
        }
        List<Interaction> all = steps.persist(() -> interactions.ofJob(job));
        if (all.isEmpty()) {
            return OptionalLong.empty();
        }
        Interaction last = all.get(all.size() - 1);
        lastOffset = last.sourceOffset();
        asked = last.repetition() + 1;
        settled = last.state() == InteractionState.DELIVERED;
        if (settled) {
            return OptionalLong.empty();
        }
        boolean byMessage = last.repetition() == 0 && steps.persist(() -> endsWithMessage(last.sourceOffset()));
        if (isOpen(last)) {
            open = Open.of(last, byMessage);
            answered = last.respondedRevision();
        }
        return !byMessage && last.sourceOffset() > logged ? OptionalLong.of(last.sourceOffset()) : OptionalLong.empty();
    }

    private static boolean isOpen(Interaction interaction) {
        return interaction.state() == InteractionState.PENDING || interaction.state() == InteractionState.ANSWERED;
    }

    /** Whether the line that ends at {@code offset} of the output bears the key: only the job's own messages do. */
    private boolean endsWithMessage(long offset) throws IOException {
        byte[] before = OutputReader.before(directory.output(), offset, LONGEST_LINE);
        int end = before.length;
        if (end == 0 || before[end - 1] != '\n') {
            return false;
        }
        int begin = end - 1;
        while (begin > 0 && before[begin - 1] != '\n') {
            begin--;
        }
        return key.find(before, begin, end) >= 0;
    }

    /**
     * Puts a question before people, unless it is before them already. An older one is over.
     *
     * @param byMessage whether the command itself said that it asks
     */
    void ask(Question question, boolean byMessage) {
        if (question.sourceOffset() > lastOffset) {
            withdraw();
        }
        Interaction interaction = steps.persist(() -> interactions.register(job, question));
        if (question.sourceOffset() >= lastOffset) {
            lastOffset = question.sourceOffset();
            asked = question.repetition() + 1;
            settled = interaction.state() == InteractionState.DELIVERED;
            open = isOpen(interaction) ? Open.of(interaction, byMessage) : null;
        }
    }

    /** Where the last question ends in the output; -1 if there was none. */
    long lastOffset() {
        return lastOffset;
    }

    /** How many questions have ended at this offset of the output, the open one included. */
    int askedAt(long outputOffset) {
        return outputOffset == lastOffset ? asked : 0;
    }

    /**
     * Whether a question that ends at this offset of the output could be a new one: none is open, and the job is done with one
     * that stood there. If it was merely taken back, the job still waits with that one.
     */
    boolean mayAskAt(long outputOffset) {
        return open == null && (outputOffset != lastOffset || settled);
    }

    /** Takes a recognised question back if the job has printed something behind it: it went on by itself. */
    void printedUpTo(long outputOffset) {
        if (open != null && isRecognised() && outputOffset > open.outputOffset()) {
            withdraw();
        }
    }

    /** Whether a question is open of which the command itself has not said that it asks. */
    boolean isRecognised() {
        return open != null && !open.byMessage();
    }

    /** The job went on without an answer, and without a word. */
    void giveUp() {
        withdraw();
        settled = true;
    }

    /** Whether this question may still be answered as far as is known. */
    boolean awaits(Interaction interaction) {
        return open != null && open.number() == interaction.number();
    }

    /** Whether the job has printed something that was not read yet, so that its question may be over. */
    boolean mayBeOver() {
        Open question = open;
        return question != null
                && isRecognised()
                && steps.persist(() -> Files.size(directory.output())) > question.outputOffset();
    }

    /** Takes the open question back, if there is one. An answer that it may have got will not be delivered. */
    void withdraw() {
        Open question = open;
        if (question != null) {
            steps.persist(() -> interactions.withdraw(job, question.number()));
            lostAnswer |= answered > 0;
            open = null;
            answered = 0;
        }
    }

    /** Whether a question with an answer was taken back since this was asked last. */
    boolean takeLostAnswer() {
        boolean lost = lostAnswer;
        lostAnswer = false;
        return lost;
    }

    /** The open question has got an answer, by the commit of that revision, which stands in the log. */
    void answered(long at) {
        answered = at;
    }

    /** Whether the open question was answered by a commit up to {@code revision}, so that only the delivery is left. */
    boolean wasAnsweredUpTo(long revision) {
        return open != null && answered > 0 && answered <= revision;
    }

    /**
     * Sends the answer to the open question. Once this was begun it is finished, be it after a restart.
     *
     * @return whether a secret was asked for, which is among the {@link #secrets} now
     */
    boolean deliver() {
        Open question = open;
        if (question == null) {
            return false;
        }
        steps.persist(() -> interactions.deliver(job, question.number())).ifPresent(this::write);
        settled = true;
        open = null;
        answered = 0;
        return question.secret();
    }

    private void write(Delivery delivery) {
        steps.run(() -> writer.write(delivery));
    }

    /** The secrets that were typed into this job. */
    List<String> secrets() {
        return steps.persist(() -> interactions.secrets(job));
    }
}
