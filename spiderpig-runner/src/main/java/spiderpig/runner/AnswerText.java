package spiderpig.runner;

import spiderpig.core.Interaction;
import spiderpig.core.InteractionType;

/** An answer as it stands in the log: what was answered, by whom. */
final class AnswerText {
    private AnswerText() {}

    /** Of a question that has been answered; empty if it was not. */
    static String of(Interaction interaction) {
        return interaction
                .answer()
                .map(answer -> response(interaction, answer.response()) + " — " + answer.respondedBy())
                .orElse("");
    }

    private static String response(Interaction interaction, String response) {
        if (response.isEmpty()) {
            return interaction.defaultKey().map(key -> key + ", the default").orElse("(an empty line)");
        }
        if (interaction.type() == InteractionType.SECRET) {
            return response;
        }
        return interaction
                .label(response)
                .filter(label -> !label.equals(response))
                .map(label -> response + " (" + label + ")")
                .orElse(response);
    }
}
