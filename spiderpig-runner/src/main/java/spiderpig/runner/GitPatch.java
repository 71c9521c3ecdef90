package spiderpig.runner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The questions of {@code git add -p} and its kin, which explain their keys only when asked. */
final class GitPatch {
    private static final Pattern QUESTION = Pattern.compile("(?:\\(\\d+/\\d+\\) )?"
            + "(?<verb>Stage|Stash|Unstage|Apply|Discard|Keep) (?<what>.*?) ?\\[(?<keys>[^\\]]+)\\]\\?");

    private GitPatch() {}

    static Optional<Prompt> asked(PromptText text) {
        Matcher question = QUESTION.matcher(text.line());
        if (!question.matches()) {
            return Optional.empty();
        }
        String act = question.group("verb").toLowerCase(Locale.ROOT) + " " + question.group("what");
        Map<String, String> choices = new LinkedHashMap<>();
        for (String key : List.of(question.group("keys").split(","))) {
            choices.putIfAbsent(words(key, act), key);
        }
        return Optional.of(Prompt.choices(text.question(), choices, Optional.empty()));
    }

    /** As git's own help has it (add-patch.c). */
    private static String words(String key, String act) {
        return switch (key) {
            case "y" -> act;
            case "n" -> "do not " + act;
            case "q" -> "quit; neither this hunk nor any of the remaining ones";
            case "a" -> act + " and all later hunks in the file";
            case "d" -> "do not " + act + " or any of the later hunks in the file";
            case "g" -> "select a hunk to go to";
            case "/" -> "search for a hunk matching the given regex";
            case "j" -> "leave this hunk undecided, see next undecided hunk";
            case "J" -> "leave this hunk undecided, see next hunk";
            case "k" -> "leave this hunk undecided, see previous undecided hunk";
            case "K" -> "leave this hunk undecided, see previous hunk";
            case "s" -> "split the current hunk into smaller hunks";
            case "e" -> "manually edit the current hunk";
            case "p" -> "print the current hunk";
            case "?" -> "print help";
            default -> key;
        };
    }
}
