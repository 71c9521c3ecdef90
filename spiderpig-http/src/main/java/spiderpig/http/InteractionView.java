package spiderpig.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Answer;
import spiderpig.core.Choice;
import spiderpig.core.Interaction;
import spiderpig.core.InteractionType;
import spiderpig.logstore.Masker;

/**
 * A question in the API.
 *
 * @param id its number within the job
 * @param responses one object, label → key, in the command's order; empty if any text may be answered. A key is never masked:
 *     it is what the command waits for
 * @param defaultKey what an empty response stands for
 * @param freeText whether something else than a choice may be answered
 */
record InteractionView(
        int id,
        String prompt,
        List<Map<String, String>> responses,
        long jobId,
        String type,
        @JsonProperty("default") @Nullable String defaultKey,
        boolean freeText,
        Instant createdAt,
        String state,
        @Nullable String response,
        @Nullable String respondedBy,
        @Nullable Instant respondedAt) {

    static InteractionView of(Interaction interaction, Masker masker) {
        Answer answer = interaction.answer().orElse(null);
        return new InteractionView(
                interaction.number(),
                masker.mask(interaction.prompt()),
                responses(interaction, masker),
                interaction.jobId(),
                interaction.type().name().toLowerCase(Locale.ROOT),
                interaction.defaultKey().orElse(null),
                interaction.freeText(),
                interaction.createdAt(),
                interaction.state().name().toLowerCase(Locale.ROOT),
                answer == null ? null : masker.mask(answer.response()),
                answer == null ? null : answer.respondedBy(),
                answer == null ? null : answer.respondedAt());
    }

    private static List<Map<String, String>> responses(Interaction interaction, Masker masker) {
        if (interaction.type() != InteractionType.CHOICES) {
            return List.of();
        }
        Map<String, String> keys = new LinkedHashMap<>();
        for (Choice choice : interaction.choices()) {
            // Nothing forbids a command to give two choices one label; neither must get lost.
            String label = masker.mask(choice.label());
            keys.put(keys.containsKey(label) ? label + " (" + choice.key() + ")" : label, choice.key());
        }
        return List.of(keys);
    }
}
