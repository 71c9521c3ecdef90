package spiderpig.runner;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions whose last line lists the answers in brackets. */
final class OptionGroups {
    private static final Pattern GROUP = Pattern.compile(
            "\\[((?:[^\\[\\]]|\\[[^\\[\\]]*\\])*)\\]" + "|\\(((?:[^()]|\\([^()]*\\))*)\\)" + "|<([^<>]*)>");
    private static final Pattern AFTER_GROUP = Pattern.compile("[\\s:?>.!\u00bb]*(?:\\(NEW\\))?\\s*");
    private static final Pattern COMPACT =
            Pattern.compile("[\\[(]([yYnN0-9][A-Za-z0-9]{1,9}\\??)[\\])][\\s:?]*", CASE_INSENSITIVE);
    /** {@code    Y or I  : install the package maintainer's version} */
    private static final Pattern EXPLANATION =
            Pattern.compile("\\s*(?<key>[A-Za-z])(?:\\s+or\\s+(?<other>[A-Za-z]))?\\s*[:=-]\\s+(?<words>\\S.*)");
    /** So many lines above a question may explain its options. */
    private static final int EXPLAINED_ABOVE = 12;

    private OptionGroups() {}

    static Optional<Prompt> group(PromptText text) {
        return options(text.line())
                .map(options -> Prompt.choices(text.question(), explained(options, text), options.fallback()));
    }

    /** The last group that is a list of options, with the default that a group of one after it names. */
    static Optional<Options> options(String line) {
        Matcher next = GROUP.matcher(line);
        Optional<Options> result = Optional.empty();
        Optional<String> after = Options.statedDefault(line);
        int end = 0;
        while (next.find()) {
            String content = content(next);
            Optional<Options> options = Options.parse(content).filter(found -> !isRange(content));
            boolean last = AFTER_GROUP.matcher(line.substring(next.end())).matches();
            if (options.isPresent() && (last || options.get().yesOrNo() || groupFollows(line, next.end()))) {
                result = options;
                end = next.end();
            } else if (result.isPresent() && line.substring(end, next.start()).isBlank()) {
                after = after.or(() -> Optional.of(content.strip()));
            }
        }
        Optional<String> fallback = after;
        return result.map(options -> options.orDefault(fallback));
    }

    private static boolean groupFollows(String line, int end) {
        return GROUP.matcher(line.substring(end).strip()).lookingAt();
    }

    private static boolean isRange(String content) {
        return content.matches("\\s*\\d.*(?:-|\\.\\.).*");
    }

    /** What stands in the brackets that were found. */
    static String content(Matcher group) {
        for (int i = 1; i <= group.groupCount(); i++) {
            String content = group.group(i);
            if (content != null) {
                return content;
            }
        }
        return "";
    }

    /** The choices with the words that the lines above have for them, if these explain every key. */
    private static Map<String, String> explained(Options options, PromptText text) {
        Map<String, String> choices = new LinkedHashMap<>();
        Set<String> unexplained = new HashSet<>(options.choices().values());
        for (String line : text.nearest(EXPLAINED_ABOVE)) {
            Matcher explanation = EXPLANATION.matcher(line);
            if (explanation.matches() && unexplained.remove(explanation.group("key"))) {
                unexplained.remove(explanation.group("other")); // means the same
                choices.put(explanation.group("words"), explanation.group("key"));
            }
        }
        if (!unexplained.isEmpty()) {
            return options.choices();
        }
        // in the order of the question
        Map<String, String> ordered = new LinkedHashMap<>();
        options.choices()
                .values()
                .forEach(key -> choices.forEach((words, explained) -> {
                    if (explained.equals(key)) {
                        ordered.put(words, key);
                    }
                }));
        return ordered;
    }

    static Optional<Prompt> compact(PromptText text) {
        Matcher options = COMPACT.matcher(text.line());
        while (options.find()) {
            List<String> keys = List.of(options.group(1).split(""));
            boolean distinct = keys.stream().distinct().count() == keys.size();
            boolean yesAndNo = keys.stream().anyMatch("y"::equalsIgnoreCase)
                    && keys.stream().anyMatch("n"::equalsIgnoreCase);
            boolean atEnd = options.end() == text.line().length();
            if (atEnd && distinct && (yesAndNo || keys.contains("?"))) {
                return Options.parse(String.join("/", keys))
                        .map(parsed -> Prompt.choices(text.question(), parsed.choices(), parsed.fallback()));
            }
        }
        return Optional.empty();
    }

    static Optional<Prompt> range(PromptText text) {
        Matcher group = GROUP.matcher(text.line());
        Optional<Prompt> result = Optional.empty();
        while (group.find()) {
            String content = content(group);
            result = Optional.of(content)
                    .filter(OptionGroups::isRange)
                    .flatMap(Options::parse)
                    .map(options -> options.orDefault(Options.statedDefault(text.line())))
                    .map(options -> Prompt.choices(text.question(), options.choices(), options.fallback()));
        }
        return result;
    }
}
