package spiderpig.runner;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions that want some words to be typed as they are given: {@code Type 'yes' to continue}. */
final class Phrases {
    private static final Pattern ONLY_YES = Pattern.compile("Only '([^']+)' will be accepted");
    /** Not what a thing is called ({@code of type 'Linux'}), nor what else might be typed ({@code type 'help' to …}). */
    private static final Pattern PHRASE = Pattern.compile(
            "\\b(?<!if you )(?<!\\bof )(?:type|enter|write)\\s+(?:in\\s+)?(?:the (?:phrase|word)\\s+)?"
                    + "(['\"`\u2018\u201c])(?!\\W?(?:help|quit|exit|copyright)\\b)(?<phrase>\\w.{0,38}?)['\"`\u2019\u201d](?=[^a-z]|$)"
                    + "(?<capitals> in capital)?(?:.*?\\bor\\s+['\"](?<other>\\w+)['\"])?",
            CASE_INSENSITIVE);
    /** A program that takes commands doesn't ask for the words that an earlier line gave. */
    private static final Pattern ASKS = Pattern.compile(".*[:?\\])]|[>?]");

    /** So many lines above the question may give the words. */
    private static final int ABOVE = 4;

    private Phrases() {}

    static Optional<Prompt> asked(PromptText text) {
        if (!ASKS.matcher(text.line()).matches() || text.line().matches("\\([\\w.-]+\\)")) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(List.of(text.line()));
        lines.addAll(text.nearest(ABOVE));
        for (String line : lines) {
            Matcher only = ONLY_YES.matcher(line);
            if (only.find()) {
                Map<String, String> choices = new LinkedHashMap<>();
                choices.put(only.group(1), only.group(1));
                choices.put("no", "no");
                return Optional.of(Prompt.choices(text.paragraph(), choices, Optional.empty()));
            }
            Matcher phrase = PHRASE.matcher(line);
            if (phrase.find()) {
                String wanted = phrase.group("phrase");
                List<String> keys = new ArrayList<>();
                keys.add(phrase.group("capitals") == null ? wanted : wanted.toUpperCase(Locale.ROOT));
                Optional.ofNullable(phrase.group("other")).ifPresent(keys::add);
                String shown = line.equals(text.line()) ? text.question() : text.paragraph();
                return Optional.of(Prompt.choices(shown, Options.labelled(keys), Optional.empty()));
            }
        }
        return Optional.empty();
    }
}
