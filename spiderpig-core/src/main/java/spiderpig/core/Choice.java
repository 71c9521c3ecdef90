package spiderpig.core;

/**
 * One way to answer a question.
 *
 * @param label what a person reads on the button
 * @param key what the command reads on its standard input
 */
public record Choice(String label, String key) {
    public Choice {
        if (label.isBlank()) {
            throw new IllegalArgumentException("A choice needs a label; the one for key \"" + key + "\" has none");
        }
        AnswerLine.check(key).ifPresent(problem -> {
            throw new IllegalArgumentException("The key of choice \"" + label + "\" " + problem);
        });
    }
}
