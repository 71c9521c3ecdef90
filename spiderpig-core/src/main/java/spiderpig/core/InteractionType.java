package spiderpig.core;

/** What kind of answer a question wants. */
public enum InteractionType {
    /** One of {@link Interaction#choices()}; anything else too if {@link Interaction#freeText()}. */
    CHOICES,
    /** One line of text, which may be empty. */
    TEXT,
    /** One line that is neither shown nor logged anywhere. */
    SECRET
}
