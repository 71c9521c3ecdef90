package spiderpig.runner;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Choice;
import spiderpig.core.Progress;
import spiderpig.core.Question;

/** What a command says to the server, as opposed to what it merely prints. */
sealed interface JobMessage {
    /** Something to be logged. */
    record Line(String text, boolean sensitive) implements JobMessage {}

    /** What the command is doing now; null for nothing that is worth telling. */
    record Status(@Nullable String activity) implements JobMessage {}

    /** How far it has come; null for no more of that. */
    record ProgressReport(@Nullable Progress progress) implements JobMessage {}

    /** A question, which waits for one line on the command's standard input. */
    record Ask(
            String prompt, List<Choice> choices, @Nullable String defaultKey) implements JobMessage {
        public Ask {
            choices = List.copyOf(choices);
        }

        /** As it stands in the log. */
        String text() {
            return choices.isEmpty()
                    ? prompt
                    : prompt
                            + choices.stream()
                                    .map(choice -> choice.key() + " = " + choice.label())
                                    .collect(Collectors.joining(", ", " [", "]"));
        }

        /** The question that is asked at this place of the output. */
        Question at(long sourceOffset) {
            return choices.isEmpty()
                    ? Question.text(prompt, defaultKey, sourceOffset)
                    : Question.choices(prompt, choices, defaultKey, sourceOffset);
        }
    }

    /** It bears the key but can't be understood; {@code problem} says why, as the end of a sentence. */
    record Broken(String problem) implements JobMessage {}
}
