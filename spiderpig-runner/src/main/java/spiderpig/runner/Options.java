package spiderpig.runner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The options that a question offers in brackets: {@code [Y/n]}, {@code (a,b)}, {@code <a|b>}, {@code (y or n)}.
 *
 * <p>A single capital among small letters marks the default and is sent as a small letter. Everything else is sent as
 * it is written, since case may matter ({@code [A]ll, [a]bort}).
 *
 * @param choices label → the line to send
 * @param fallback the line that an empty one stands for
 */
record Options(Map<String, String> choices, Optional<String> fallback) {

    private static final List<Pattern> SEPARATORS =
            Stream.of(",", "\\|", "/", "\\s+or\\s+").map(Pattern::compile).toList();
    private static final Pattern TOKEN = Pattern.compile("[^\\s,/|()<>\\[\\]]{1,24}|/");
    private static final Pattern NUMBER = Pattern.compile("\\d+%?");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-|\\.\\.|\u2026)(\\d{1,4})\\??");
    private static final int LONGEST_RANGE = 20;
    private static final Pattern DEFAULT = Pattern.compile(
            "\\bdefault(?:s)?(?: is| to)?\\s*[:=]?\\s*[\"']?([^\\s\"'(),;\\[\\]]+)[\"']?", Pattern.CASE_INSENSITIVE);
    /** An option that carries its key in brackets, {@code [y]es}, or is marked as a whole, {@code [y]}. */
    private static final Pattern BRACKETED = Pattern.compile("[\\[(]([^\\[\\]()]+)[\\])](\\w*)");

    private static final Map<String, String> WORDS = Map.of("y", "yes", "n", "no", "q", "quit", "?", "help");
    /** Where the word for yes begins otherwise, so may the word for no. */
    private static final Map<String, Map<String, String>> FOREIGN_WORDS =
            Map.of("j", Map.of("j", "ja", "n", "nein"), "o", Map.of("o", "oui", "n", "non"));

    /** Puts labels on keys: {@code y} is "yes". Keys that nobody explains, or whose label is taken, name themselves. */
    static Map<String, String> labelled(List<String> keys) {
        Map<String, String> choices = new LinkedHashMap<>();
        for (String key : keys) {
            choices.putIfAbsent(label(key, keys), key);
        }
        return choices;
    }

    private static String label(String key, List<String> keys) {
        String word = words(keys).getOrDefault(key.toLowerCase(Locale.ROOT), key);
        boolean ambiguous = keys.contains(word)
                || keys.stream().filter(key::equalsIgnoreCase).count() > 1;
        return ambiguous ? key : word;
    }

    private static Map<String, String> words(List<String> keys) {
        boolean two = keys.size() == 2 && keys.get(1).equalsIgnoreCase("n");
        return two ? FOREIGN_WORDS.getOrDefault(keys.get(0).toLowerCase(Locale.ROOT), WORDS) : WORDS;
    }

    /** Reads what stands between brackets; empty if that is no list of options. */
    static Optional<Options> parse(String group) {
        Matcher stated = DEFAULT.matcher(group);
        Optional<String> fallback = stated.find() ? Optional.of(stated.group(1)) : Optional.empty();
        String list = stated.replaceAll("").replaceAll("^[\\s,;]+|(?:\\? shows all options)?[\\s,;]*$", "");
        Matcher range = RANGE.matcher(list);
        if (range.matches()) {
            return range(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)), fallback);
        }
        return SEPARATORS.stream()
                .map(separator -> List.of(separator.split(list, -1)))
                .flatMap(tokens -> ofTokens(tokens, fallback).stream())
                .findFirst();
    }

    private static Optional<Options> range(int first, int last, Optional<String> fallback) {
        if (last <= first || last - first >= LONGEST_RANGE) {
            return Optional.empty();
        }
        List<String> keys = new ArrayList<>();
        for (int key = first; key <= last; key++) {
            keys.add(Integer.toString(key));
        }
        return Optional.of(new Options(labelled(keys), fallback.filter(keys::contains)));
    }

    private static Optional<Options> ofTokens(List<String> tokens, Optional<String> stated) {
        if (tokens.size() < 2) {
            return Optional.empty();
        }
        List<String> keys = new ArrayList<>();
        Map<String, String> explained = new LinkedHashMap<>();
        Optional<String> fallback = stated;
        for (String token : tokens) {
            String option = token.strip();
            Matcher bracketed = BRACKETED.matcher(option);
            if (bracketed.matches()) {
                if (bracketed.group(2).isEmpty() && bracketed.group(1).length() > 3) {
                    continue; // (yes/no/[fingerprint]): stands for a text of that kind
                }
                option = bracketed.group(1);
                if (bracketed.group(2).isEmpty()) {
                    fallback = Optional.of(option);
                } else {
                    explained.put(option, option + bracketed.group(2));
                }
            }
            if (!TOKEN.matcher(option).matches()) {
                return Optional.empty();
            }
            keys.add(option);
        }
        // 3/10 is progress, not a choice
        if (keys.size() < 2 || keys.stream().allMatch(key -> NUMBER.matcher(key).matches())) {
            return Optional.empty();
        }
        return Optional.of(ofKeys(keys, explained, fallback));
    }

    private static Options ofKeys(List<String> keys, Map<String, String> explained, Optional<String> stated) {
        Optional<String> capital = onlyCapital(keys);
        List<String> sent = keys.stream()
                .map(key -> capital.filter(key::equals).isPresent() ? key.toLowerCase(Locale.ROOT) : key)
                .toList();
        Map<String, String> choices = labelled(sent);
        if (!explained.isEmpty()) {
            choices.clear();
            for (int i = 0; i < keys.size(); i++) {
                choices.putIfAbsent(explained.getOrDefault(keys.get(i), keys.get(i)), sent.get(i));
            }
        }
        Optional<String> fallback = stated.or(() -> capital)
                .flatMap(key -> sent.stream().filter(key::equalsIgnoreCase).findFirst());
        return new Options(choices, fallback);
    }

    private static Optional<String> onlyCapital(List<String> keys) {
        List<String> capitals = keys.stream()
                .filter(key -> Character.isUpperCase(key.charAt(0)))
                .toList();
        boolean marked = capitals.size() == 1
                && !keys.contains(capitals.get(0).toLowerCase(Locale.ROOT))
                && keys.stream()
                        .filter(key -> Character.isLowerCase(key.charAt(0)))
                        .findAny()
                        .isPresent();
        return marked ? Optional.of(capitals.get(0)) : Optional.empty();
    }

    /** What the text names as the default: {@code (default: yes)}, {@code [default=N]}. */
    static Optional<String> statedDefault(String line) {
        Matcher stated = DEFAULT.matcher(line);
        return stated.find() ? Optional.of(stated.group(1)) : Optional.empty();
    }

    /** The same options, with this default if it is one of them and none is known. */
    Options orDefault(Optional<String> other) {
        return new Options(
                choices,
                fallback.or(() -> other.flatMap(named -> choices.entrySet().stream()
                        .filter(choice -> choice.getValue().equalsIgnoreCase(named)
                                || choice.getKey().equalsIgnoreCase(named))
                        .map(Map.Entry::getValue)
                        .findFirst())));
    }

    /** Whether one of them is yes and one is no: such a group is one wherever it stands in the line. */
    boolean yesOrNo() {
        return choices.values().stream().anyMatch(key -> key.matches("(?i)y(es)?"))
                && choices.values().stream().anyMatch(key -> key.matches("(?i)no?"));
    }
}
