package spiderpig.runner;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import spiderpig.core.Choice;
import spiderpig.core.InteractionType;
import spiderpig.core.Question;

/**
 * What the text of a question says about its answer.
 *
 * @param text the question as shown to people
 * @param type what is expected
 * @param choices label → the line to send, in the order of the text; empty unless {@code type} is {@code CHOICES}
 * @param fallback what an empty line means to the program, if the text says so: the line of a choice, or a text
 * @param certainty how sure it is that this is a question at all
 */
record Prompt(
        String text,
        InteractionType type,
        Map<String, String> choices,
        Optional<String> fallback,
        Certainty certainty) {

    /** In ascending order. */
    enum Certainty {
        /** Nothing in it says that something is asked. */
        POSSIBLE,
        /** It ends as questions do, but as other output may, too: {@code Syncing db1001: }. */
        LIKELY,
        /** Its form is that of a question: options, a question mark, a password. */
        CERTAIN
    }

    Prompt {
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    }

    static Prompt choices(String text, Map<String, String> choices, Optional<String> fallback) {
        return new Prompt(text, InteractionType.CHOICES, choices, fallback, Certainty.CERTAIN);
    }

    static Prompt secret(String text) {
        return new Prompt(text, InteractionType.SECRET, Map.of(), Optional.empty(), Certainty.CERTAIN);
    }

    static Prompt text(String text, Optional<String> fallback, Certainty certainty) {
        return new Prompt(text, InteractionType.TEXT, Map.of(), fallback, certainty);
    }

    /** Of a program that waits for a line and hasn't said for which. */
    static Prompt unspoken() {
        return text("", Optional.empty(), Certainty.POSSIBLE);
    }

    /**
     * The question to be put before people. Beside the choices it takes any text, since the reading may be wrong.
     *
     * @param sourceOffset the size of the output at its end
     * @param repetition how many questions stand there before it
     */
    Question question(long sourceOffset, int repetition) {
        List<Choice> offered = choices.entrySet().stream()
                .map(choice -> new Choice(choice.getKey(), choice.getValue()))
                .toList();
        return new Question(text, type, offered, fallback.orElse(null), true, sourceOffset, repetition);
    }
}
