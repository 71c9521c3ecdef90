package spiderpig.runner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions whose answers are words of the question, each with its key in brackets: {@code (A)gree/(C)ancel}. */
final class KeyedWords {
    private static final Pattern KEYED = Pattern.compile("[\\[(]([A-Za-z?]{1,2})[\\])]");

    private KeyedWords() {}

    static Optional<Prompt> asked(PromptText text) {
        String line = text.line();
        List<Integer> starts = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        Matcher keyed = KEYED.matcher(line);
        while (keyed.find()) {
            starts.add(wordStart(line, keyed.start()));
            keys.add(keyed.group(1));
        }
        if (keys.size() < 2 || keys.stream().distinct().count() < keys.size() || !line.matches(".*[:?>)]")) {
            return Optional.empty();
        }
        Map<String, String> choices = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            int end = i + 1 < keys.size() ? starts.get(i + 1) : line.length();
            choices.putIfAbsent(label(line.substring(starts.get(i), end)), keys.get(i));
        }
        Options options = new Options(choices, Optional.empty()).orDefault(Options.statedDefault(line));
        return Optional.of(Prompt.choices(text.question(), options.choices(), options.fallback()));
    }

    /** {@code A(u)to} begins at the A. */
    private static int wordStart(String line, int bracket) {
        int start = bracket;
        while (start > 0 && Character.isLetter(line.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** {@code (S)kip all / } → Skip all; {@code [Y] Yes  } → Yes. */
    private static String label(String segment) {
        String words =
                segment.replaceAll("\\s*[\\[(](?:default|NEW)\\b.*", "").split("\\s*[/,|]\\s*|\\s{2,}|\\s+or\\b", 2)[0];
        String label = words.replaceFirst("^[\\[(][A-Za-z?]{1,2}[\\])]\\s+", "")
                .replaceFirst("[\\[(]([A-Za-z?]{1,2})[\\])]", "$1")
                .replaceFirst("[\\s:?>.)\\]]+$", "")
                .strip();
        return label.isEmpty() ? segment.strip() : label;
    }
}
