package spiderpig.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Delivery;
import spiderpig.core.Interaction;
import spiderpig.core.InteractionState;
import spiderpig.core.Interactions;
import spiderpig.core.Question;

/**
 * What a job asks and what it is told. At most one question is open, and whatever is delivered answers that one.
 *
 * <p>A question is identified by its <em>position</em> in the conversation: the bytes of output up to its end plus the bytes of
 * answers before it. The output alone would not do, since a job may wait twice without having printed anything in between.
 * Between two questions the job has printed or has been answered, so that no two have one position; and who reads the output
 * again after a crash finds the same position, because nothing is delivered before the log has the question.
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

    /** The number of bytes of answers that have been delivered. */
    private long delivered;

    /** The position of the last question, open or not; -1 before the first. */
    private long lastPosition = -1;

    private @Nullable Open open;

    /**
     * A question that is not answered yet, or whose answer is not delivered.
     *
     * @param outputOffset where it ends in the output
     * @param byMessage whether the command itself said that it asks. If so, it will wait; a question that was merely
     *     recognised is over as soon as the job prints something more
     */
    private record Open(int number, long outputOffset, boolean byMessage) {}

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
        List<Interaction> asked = steps.persist(() -> interactions.ofJob(job));
        if (asked.isEmpty()) {
            return OptionalLong.empty();
        }
        Interaction last = asked.get(asked.size() - 1);
        lastPosition = last.sourceOffset();
        if (last.state() == InteractionState.DELIVERED) {
            return OptionalLong.empty();
        }
        long outputOffset = lastPosition - delivered;
        boolean byMessage = steps.persist(() -> endsWithMessage(outputOffset));
        if (isOpen(last)) {
            open = new Open(last.number(), outputOffset, byMessage);
        }
        return !byMessage && outputOffset > logged ? OptionalLong.of(outputOffset) : OptionalLong.empty();
    }

    private static boolean isOpen(Interaction interaction) {
        return interaction.state() == InteractionState.PENDING || interaction.state() == InteractionState.ANSWERED;
    }

    /** Whether the line that ends at {@code offset} of the output bears the key: only the job's own messages do. */
    private boolean endsWithMessage(long offset) throws IOException {
        try (FileChannel output = FileChannel.open(directory.output(), StandardOpenOption.READ)) {
            long from = Math.max(0, offset - LONGEST_LINE);
            ByteBuffer bytes = ByteBuffer.allocate((int) (offset - from));
            while (bytes.hasRemaining() && output.read(bytes, from + bytes.position()) > 0) {}
            int end = bytes.position();
            if (end == 0 || bytes.get(end - 1) != '\n') {
                return false;
            }
            int begin = end - 1;
            while (begin > 0 && bytes.get(begin - 1) != '\n') {
                begin--;
            }
            return key.find(bytes.array(), begin, end) >= 0;
        }
    }

    /**
     * Puts a question before people, unless it is before them already. An older one is over.
     *
     * @param question makes the question for a position
     * @param outputOffset where it ends in the output
     * @param byMessage whether the command itself said that it asks
     */
    void ask(LongFunction<Question> question, long outputOffset, boolean byMessage) {
        long position = position(outputOffset);
        if (position > lastPosition) {
            withdraw();
        }
        Interaction interaction = steps.persist(() -> interactions.register(job, question.apply(position)));
        lastPosition = Math.max(lastPosition, position);
        if (position == lastPosition) {
            open = isOpen(interaction) ? new Open(interaction.number(), outputOffset, byMessage) : null;
        }
    }

    /** The position of a question that would end at this offset of the output now. */
    long position(long outputOffset) {
        return outputOffset + delivered;
    }

    /** Whether a question was asked at this offset of the output already, with nothing answered since. */
    boolean askedAt(long outputOffset) {
        return position(outputOffset) == lastPosition;
    }

    /** Whether a question waits for its answer, or an answer for its delivery. */
    boolean isOpen() {
        return open != null;
    }

    /** Takes a recognised question back if the job has printed something behind it: it went on by itself. */
    void printedUpTo(long outputOffset) {
        if (open != null && !open.byMessage() && outputOffset > open.outputOffset()) {
            withdraw();
        }
    }

    /** Whether this question may still be answered as far as is known. */
    boolean awaits(Interaction interaction) {
        return open != null && open.number() == interaction.number();
    }

    /** Whether the job has printed something that was not read yet, so that its question may be over. */
    boolean mayBeOver() {
        Open question = open;
        return question != null
                && !question.byMessage()
                && steps.persist(() -> Files.size(directory.output())) > question.outputOffset();
    }

    /** Takes the open question back, if there is one. An answer that it may have got will not be delivered. */
    void withdraw() {
        Open question = open;
        if (question != null) {
            steps.persist(() -> interactions.withdraw(job, question.number()));
            open = null;
        }
    }

    /** Sends the answer to the open question. Once this was begun it is finished, be it after a restart. */
    void deliver() {
        Open question = open;
        if (question != null) {
            steps.persist(() -> interactions.deliver(job, question.number())).ifPresent(this::write);
            open = null;
        }
    }

    private void write(Delivery delivery) {
        steps.run(() -> writer.write(delivery));
        delivered = delivery.end();
    }

    /** The secrets that were typed into this job. */
    List<String> secrets() {
        return steps.persist(() -> interactions.secrets(job));
    }

    /** Whether the open question was answered by a commit up to {@code revision}, so that only the delivery is left. */
    boolean isAnsweredUpTo(long revision) {
        Open question = open;
        if (question == null) {
            return false;
        }
        Interaction interaction = steps.persist(() -> interactions.get(job, question.number()));
        return interaction.state() == InteractionState.ANSWERED && interaction.respondedRevision() <= revision;
    }
}
