package spiderpig.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question as a command has asked it, before it is registered as an {@link Interaction}.
 *
 * @param prompt the text of the question; may have several lines, and may be empty if the command just waits for input
 * @param type what kind of answer is wanted
 * @param choices the ways to answer, in the order in which the command gave them; empty unless {@code type} is
 *     {@link InteractionType#CHOICES}
 * @param defaultKey what an empty line stands for, or null if the command named no default
 * @param freeText whether something else than a choice may be answered too; true for text and secrets
 * @param sourceOffset the number of bytes of the command's output up to the end of the question
 * @param repetition how many questions of this job stand at the same offset before this one: a command may wait for input
 *     again without having printed anything. Offset and repetition identify the question within its job, so whoever
 *     reads the same output again finds the same question
 */
public record Question(
        String prompt,
        InteractionType type,
        List<Choice> choices,
        @Nullable String defaultKey,
        boolean freeText,
        long sourceOffset,
        int repetition) {

    public Question {
        choices = List.copyOf(choices);
        if ((type == InteractionType.CHOICES) == choices.isEmpty()) {
            throw new IllegalArgumentException(
                    "A question of type " + type + " can't have " + choices.size() + " choices: " + prompt);
        }
        if (type != InteractionType.CHOICES && !freeText) {
            throw new IllegalArgumentException("A question without choices takes free text: " + prompt);
        }
        if (sourceOffset < 0 || repetition < 0) {
            throw new IllegalArgumentException("A question can't stand at offset " + sourceOffset + " for the "
                    + repetition + "th time: " + prompt);
        }
    }

    /** A question with a fixed set of answers. */
    public static Question choices(
            String prompt, List<Choice> choices, @Nullable String defaultKey, long sourceOffset) {
        return new Question(prompt, InteractionType.CHOICES, choices, defaultKey, false, sourceOffset, 0);
    }

    /** A question for one line of text. */
    public static Question text(String prompt, @Nullable String defaultKey, long sourceOffset) {
        return new Question(prompt, InteractionType.TEXT, List.of(), defaultKey, true, sourceOffset, 0);
    }

    /** A question for a password or the like. */
    public static Question secret(String prompt, long sourceOffset) {
        return new Question(prompt, InteractionType.SECRET, List.of(), null, true, sourceOffset, 0);
    }
}
