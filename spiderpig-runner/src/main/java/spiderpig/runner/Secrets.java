package spiderpig.runner;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.UNICODE_CHARACTER_CLASS;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions for a password and the like. Their answers are shown nowhere, so it is better to see one too many. */
final class Secrets {

    /** The words for it; those of the second line in languages that write no blanks between words. */
    private static final String WORD =
            "(?:\\b(?:password|passwd|passphrase|pass phrase|passcode|pin|secret(?: access)?(?: key)?|token"
                    + "|api[ _-]?key|otp|(?:verification|one-time|authentication|2fa) code"
                    + "|passwort|kennwort|passphrase|mot de passe|phrase de passe|contrase\u00f1a|senha|palavra-passe|parola"
                    + "|wachtwoord|l\u00f6senord|adgangskode|salasana|has\u0142o|heslo|\u043f\u0430\u0440\u043e\u043b\u044c)\\b"
                    + "|\u30d1\u30b9\u30ef\u30fc\u30c9|\u30d1\u30b9\u30d5\u30ec\u30fc\u30ba|\u5bc6\u7801|\u5bc6\u78bc|\u53e3\u4ee4|\uc554\ud638|\ube44\ubc00\ubc88\ud638)";
    /** What it is a password of: {@code for alice}, {@code [None]}, {@code für alice}. */
    private static final String OWNER =
            "(?:[\\[(]|['\"]|\\b(?:for|of|to|again|confirmation|f\u00fcr|von|pour|de|para|per|di|voor|\u0434\u043b\u044f)\\b).*";

    private static final Pattern NAMED = Pattern.compile(WORD, CASE_INSENSITIVE | UNICODE_CHARACTER_CLASS);
    private static final Pattern ASKED = Pattern.compile(
            WORD + "(?:\\s*" + OWNER + ")?[^\\p{L}\\p{N}:>\uff1a\\[\\](){}<]*[:>\uff1a]",
            CASE_INSENSITIVE | UNICODE_CHARACTER_CLASS);
    private static final Pattern REPEATED =
            Pattern.compile(".*\\b(?:again|repeat|retype|re-enter|re-type|verify|confirm)\\b[^?]*:", CASE_INSENSITIVE);
    /** Python's getpass, where it can't switch off the echo. It says so before it asks, or behind the question. */
    private static final String GETPASS = "Warning: Password input may be echoed.";

    private static final Pattern GETPASS_BEFORE =
            Pattern.compile("(?<question>.*?)(?:/\\S*)?getpass\\.py:\\d+: GetPassWarning.*");

    private Secrets() {}

    static Optional<Prompt> asked(PromptText text) {
        return asks(text.line()) && OptionGroups.options(text.line()).isEmpty()
                ? Optional.of(Prompt.secret(text.question()))
                : Optional.empty();
    }

    private static boolean asks(String line) {
        Matcher secret = ASKED.matcher(line);
        boolean found = false;
        while (!found && secret.find()) {
            found = secret.end() == line.length();
        }
        return found;
    }

    /** Whether a line speaks of something secret at all. */
    static boolean named(String line) {
        return NAMED.matcher(line).find();
    }

    static Optional<Prompt> repeated(PromptText text) {
        boolean secretBefore = text.nearestOfAll(2).stream()
                .anyMatch(line -> ASKED.matcher(line).find());
        return secretBefore && REPEATED.matcher(text.line()).matches()
                ? Optional.of(Prompt.secret(text.question()))
                : Optional.empty();
    }

    static Optional<Prompt> getpass(PromptText text) {
        boolean warned = text.line().equals(GETPASS);
        if (!warned && !text.nearest(1).contains(GETPASS)) {
            return Optional.empty();
        }
        String asked = warned ? "" : text.line().strip();
        return Optional.of(Prompt.secret(text.nearest(3).stream()
                .map(GETPASS_BEFORE::matcher)
                .filter(Matcher::matches)
                .map(before -> (before.group("question").strip() + " " + asked).strip())
                .findFirst()
                .orElse(asked)));
    }
}
