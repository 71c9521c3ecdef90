package spiderpig.runner;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import spiderpig.core.Choice;
import spiderpig.core.Interaction;
import spiderpig.core.Question;
import spiderpig.logstore.Masker;
import spiderpig.logstore.PatternMasker;

/**
 * The answers that secret prompts of one job were given, to be recognised should the job tell them: as they are, and if they are
 * not very short also as shells, JSON and URLs quote them, and in base64. Immutable.
 */
final class TypedSecrets {
    static final TypedSecrets NONE = new TypedSecrets(List.of());

    private final Masker masker;

    /** Those that the masker takes for too short: they are found too, wherever that may be. */
    private final List<String> shortOnes;

    private final List<byte[]> shortBytes;

    TypedSecrets(List<String> values) {
        masker = values.isEmpty() ? Masker.NONE : PatternMasker.known(values);
        shortOnes = values.stream()
                .filter(value -> !value.isEmpty() && value.strip().length() < PatternMasker.MIN_SECRET)
                .toList();
        shortBytes = shortOnes.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Whether one of them stands in {@code text[from, to)}. */
    boolean occurIn(byte[] text, int from, int to) {
        boolean[] found = {false};
        masker.find(text, from, to, (start, end) -> found[0] = true);
        return found[0] || shortBytes.stream().anyMatch(secret -> contains(text, from, to, secret));
    }

    private static boolean contains(byte[] text, int from, int to, byte[] wanted) {
        for (int at = from; at + wanted.length <= to; at++) {
            if (text[at] == wanted[0] && Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** The text with a mark in place of each. */
    String mask(String text) {
        String masked = masker.mask(text);
        for (String secret : shortOnes) {
            masked = masked.replace(secret, Interaction.HIDDEN);
        }
        return masked;
    }

    /** The question with a mark in place of each, but in what a choice sends to the job. */
    Question mask(Question question) {
        return new Question(
                mask(question.prompt()),
                question.type(),
                mask(question.choices()),
                question.defaultKey(),
                question.freeText(),
                question.sourceOffset(),
                question.repetition());
    }

    /** The same with choices. */
    List<Choice> mask(List<Choice> choices) {
        return choices.stream()
                .map(choice -> new Choice(mask(choice.label()), choice.key()))
                .toList();
    }
}
