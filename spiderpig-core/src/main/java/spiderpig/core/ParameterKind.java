package spiderpig.core;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a parameter's values look like. */
public enum ParameterKind {
    /** A change in Gerrit: its number, its Change-Id, or its address, which stands for the number. */
    GERRIT_CHANGE("gerrit-change") {
        @Override
        String normalize(String value) {
            Matcher url = CHANGE_URL.matcher(value);
            return url.matches() ? url.group(1) : value;
        }

        @Override
        Optional<String> check(String value) {
            return CHANGE_NUMBER.matcher(value).matches()
                            || CHANGE_ID.matcher(value).matches()
                    ? Optional.empty()
                    : Optional.of(
                            "\"" + shown(value)
                                    + "\" is no Gerrit change; give a number, a Change-Id (I and 40 hex digits) or the change's address");
        }
    },
    /** Any text of one line. */
    TEXT("text"),
    /** A whole number of at most 18 digits. */
    NUMBER("number") {
        @Override
        Optional<String> check(String value) {
            return INTEGER.matcher(value).matches()
                    ? Optional.empty()
                    : Optional.of("\"" + shown(value) + "\" is no whole number");
        }
    },
    /** One of the parameter's choices. */
    CHOICE("choice");

    private static final Pattern CHANGE_NUMBER = Pattern.compile("[1-9][0-9]{0,9}");
    private static final Pattern CHANGE_ID = Pattern.compile("I[0-9a-f]{40}");
    private static final Pattern INTEGER = Pattern.compile("[0-9]{1,18}");

    /** {@code https://HOST/r/c/PROJECT/+/NUMBER}, with or without the patch set, and the older {@code /c/NUMBER} and {@code /NUMBER}. */
    private static final Pattern CHANGE_URL = Pattern.compile(
            "https?://[^/\\s]+/(?:[^\\s?#]*/\\+/|(?:r/)?(?:#/)?(?:c/)?)([1-9][0-9]{0,9})(?:/[^\\s]*)?(?:[?#][^\\s]*)?");

    private static final int SHOWN_LENGTH = 80;

    private final String text;

    ParameterKind(String text) {
        this.text = text;
    }

    /** The word in the configuration file and in the HTTP API. */
    public String text() {
        return text;
    }

    /** The kind of that name, if there is one. */
    public static Optional<ParameterKind> ofText(String text) {
        for (ParameterKind kind : values()) {
            if (kind.text.equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** What the command is given for {@code value}. */
    String normalize(String value) {
        return value;
    }

    /** What is wrong with a normalized value, as a phrase, or empty if it is right. */
    Optional<String> check(String value) {
        return Optional.empty();
    }

    /** As much of a wrong value as fits into an error message. */
    static String shown(String value) {
        return value.length() <= SHOWN_LENGTH ? value : value.substring(0, SHOWN_LENGTH) + "…";
    }
}
