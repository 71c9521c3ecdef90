package spiderpig.core;

/** Which questions of a command become interactions. */
public enum PromptMode {
    /** Those it asks by messages, and those that it prints while it waits on its standard input. */
    AUTO,
    /** Only those it asks by messages. */
    MESSAGES,
    /** None: the command gets no input at all but what its default handling makes of an empty one. */
    NONE
}
