package spiderpig.runner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of things to choose from, one or several in a line, above the question:
 *
 * <pre>
 *   Select an editor:                *** Commands ***
 *     1) nano   3) emacs               1: status   2: update
 *     2) vim                           3: quit
 *   #?                               What now&gt;
 * </pre>
 *
 * Numbers count up by one, from 0 or 1 (else it is just text with numbers in it); letters stand in brackets:
 * {@code [y] Yes}.
 *
 * @param heading the lines that introduce the list and the question, empty if there are none
 * @param choices label → the line to send, in the order of the numbers
 * @param fallback the line of the entry that is marked as the default
 */
record Menu(String heading, Map<String, String> choices, Optional<String> fallback) {

    private static final String KEY = "(?:(?<number>\\d{1,3})(?:[).:]|\\s-)"
            + "|\\[(?<square>\\d{1,3}|[A-Za-z?])\\]"
            + "|\\(?(?<round>\\d{1,3}|[A-Za-z?])\\))";
    /** Ends where the next one begins, after two blanks or a tab. */
    private static final Pattern ITEM = Pattern.compile("\\s*(?<mark>[*>\u276f]\\s*)?" + KEY
            + "\\s+(?<label>\\S.*?)(?=(?:\\s{2,}|\t)\\s*[\\[(]?\\w{1,3}[\\]).:]\\s|$)");
    /** A row of a table: {@code * 0   /bin/nano   40   auto mode}. */
    private static final Pattern ROW =
            Pattern.compile("\\s*(?<mark>[*>+]?)\\s*(?<number>\\d{1,3})\\s{2,}(?<label>\\S.*)");

    private static final Pattern MARKED = Pattern.compile("\\s*\\((?:the )?default\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern COLUMNS = Pattern.compile("\\S\\s{2,}\\S");
    /** {@code [s]tatus} */
    private static final Pattern SHORT_KEY = Pattern.compile("^\\[(\\w)\\](?=\\w)");

    private static final Pattern INTRODUCTION = Pattern.compile(".*[:?]");
    private static final int MAX_LINES = 60;

    private record Item(String key, String label, boolean marked) {
        boolean numbered() {
            return Character.isDigit(key.charAt(0));
        }
    }

    /**
     * Finds the list that ends above the last line; blank lines and one line of introduction may stand between. A question that
     * was asked before, and is asked again without its list (bash's {@code select}), still has it.
     */
    static Optional<Menu> above(PromptText text) {
        return directlyAbove(text).or(() -> text.before().flatMap(Menu::above));
    }

    /** Finds the list of which the last line is the last entry. */
    static Optional<Menu> endingWith(PromptText text) {
        if (items(text.line()).isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(text.above());
        lines.add(text.line());
        return directlyAbove(new PromptText("", lines, text.fresh() + 1));
    }

    private static Optional<Menu> directlyAbove(PromptText text) {
        List<Item> items = new ArrayList<>();
        String introduction = "";
        String heading = "";
        boolean ruled = false;
        boolean apart = false;
        for (String line : text.nearest(MAX_LINES)) {
            List<Item> found = items(line);
            boolean introduces = INTRODUCTION.matcher(line).matches();
            if (!found.isEmpty() && !begins(items, found)) {
                items.addAll(0, found);
            } else if (items.isEmpty() && introduction.isEmpty() && introduces) {
                introduction = line.strip();
            } else if (PromptText.isRuler(line)) {
                apart |= line.isBlank() && !items.isEmpty();
                ruled |= !line.isBlank();
            } else if (ruled && COLUMNS.matcher(line).find()) {
                ruled = false; // the head of a table
            } else {
                heading = !apart || introduces ? line.strip() : "";
                break;
            }
        }
        String head = (heading + "\n" + introduction).strip();
        return ordered(items).map(list -> of(head, list));
    }

    /** Whether the first entry of a numbered list has been met, so that the one above it belongs to another. */
    private static boolean begins(List<Item> items, List<Item> above) {
        return !items.isEmpty()
                && (items.get(0).key().equals("0")
                        || (items.get(0).key().equals("1")
                                && !above.get(0).key().equals("0")));
    }

    private static List<Item> items(String line) {
        List<Item> items = new ArrayList<>();
        Matcher item = ITEM.matcher(line);
        while (item.lookingAt()) {
            String key = firstOf(item, "number", "square", "round");
            items.add(item(key, item.group("label"), item.group("mark") != null));
            item.region(item.end(), line.length());
        }
        Matcher row = ROW.matcher(line);
        if (items.isEmpty() && row.matches()) {
            String columns = row.group("label").strip().replaceAll("\\s{2,}", ", ");
            items.add(item(row.group("number"), columns, !row.group("mark").isEmpty()));
        }
        return items;
    }

    private static Item item(String key, String label, boolean marked) {
        String words = SHORT_KEY.matcher(label.strip()).replaceFirst("$1");
        Matcher note = MARKED.matcher(words);
        return note.find() ? new Item(key, note.replaceAll(""), true) : new Item(key, words, marked);
    }

    private static String firstOf(Matcher match, String... groups) {
        for (String group : groups) {
            String found = match.group(group);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException("None of the groups took part in the match of " + match.pattern());
    }

    private static Optional<List<Item>> ordered(List<Item> items) {
        List<Item> numbered = items.stream()
                .filter(Item::numbered)
                .sorted(Comparator.comparingInt(item -> Integer.parseInt(item.key())))
                .toList();
        List<Item> lettered = items.stream().filter(item -> !item.numbered()).toList();
        Set<String> letters = new HashSet<>();
        boolean countsUp = true;
        for (int i = 0; i < numbered.size(); i++) {
            int expected = Integer.parseInt(numbered.get(0).key()) + i;
            countsUp &= Integer.parseInt(numbered.get(i).key()) == expected;
        }
        boolean sound = items.size() >= 2
                && countsUp
                && (numbered.isEmpty() || Integer.parseInt(numbered.get(0).key()) <= 1)
                && lettered.stream().allMatch(item -> letters.add(item.key()));
        if (!sound) {
            return Optional.empty();
        }
        List<Item> all = new ArrayList<>(numbered);
        all.addAll(lettered);
        return Optional.of(all);
    }

    private static Menu of(String heading, List<Item> items) {
        Map<String, String> choices = new LinkedHashMap<>();
        for (Item item : items) {
            boolean taken = choices.putIfAbsent(item.label(), item.key()) != null;
            if (taken) {
                choices.put(item.label() + " (" + item.key() + ")", item.key());
            }
        }
        Optional<String> marked =
                items.stream().filter(Item::marked).map(Item::key).findFirst();
        return new Menu(heading, choices, marked);
    }
}
