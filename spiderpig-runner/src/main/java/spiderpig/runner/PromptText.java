package spiderpig.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What stands on the screen when a program asks, as a person would read it: without colours and frames, and of a line
 * that was written over only what is left.
 *
 * @param line the last line, trailing blanks removed
 * @param above the lines before it, oldest first
 * @param fresh how many of them, the last ones, have come since the question before this one
 */
record PromptText(String line, List<String> above, int fresh) {

    private static final Pattern ESCAPE_SEQUENCE = Pattern.compile("\u001b(?:"
            + "\\[[0-?]*[ -/]*[@-~]" // CSI: colours, cursor
            + "|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?" // OSC: window title, hyperlink
            + "|[ -/]+[0-~]" // character set
            + "|[0-~])");
    /** Back to the first column, or all of the line erased: what is written next stands alone. */
    private static final Pattern BEGIN_LINE = Pattern.compile("\u001b\\[(?:0?1?G|2K)");
    /** The alternate screen is drawn upon, not written to in lines: there is nothing to be read there. */
    private static final String ALTERNATE_SCREEN = "\u001b[?1049h";

    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cntrl}&&[^\t]]|\u200b");
    private static final Pattern NO_BREAK_SPACE = Pattern.compile("[\u00a0\u2007\u202f]");
    private static final Pattern FRAMED = Pattern.compile("\\s*[|\u2502\u2503\u2551](.*?)[|\u2502\u2503\u2551]?\\s*");
    private static final Pattern RULER = Pattern.compile("[-=_*+\\s\u2500-\u257f]*");
    private static final Pattern GROUP = Pattern.compile("\\([^()]*\\)|\\[[^\\[\\]]*\\]");

    /** No question is longer; a line without end may be of any length. */
    private static final int MAX_LENGTH = 4000;

    private static final int PARAGRAPH = 12;

    PromptText {
        above = List.copyOf(above);
    }

    /** Cleans what a program wrote. */
    static PromptText of(String line, List<String> above, int fresh) {
        return new PromptText(clean(line), above.stream().map(PromptText::clean).toList(), fresh);
    }

    /** The same text had its last line that says anything been left open: for questions asked by {@code echo}. */
    PromptText reopened() {
        int last = above.size() - 1;
        int first = above.size() - fresh;
        while (last >= first && isRuler(above.get(last))) {
            last--;
        }
        return last < first
                ? new PromptText("", above, fresh)
                : new PromptText(above.get(last), above.subList(0, last), last - first);
    }

    /** The same text as it was when the nearest line above that begins as the last one does was asked. */
    Optional<PromptText> before() {
        return IntStream.rangeClosed(1, above.size())
                .map(distance -> above.size() - distance)
                .filter(i -> above.get(i).startsWith(line))
                .mapToObj(i -> new PromptText(line, above.subList(0, i), i))
                .findFirst();
    }

    /** Whether a line says nothing: it is blank, or drawn. */
    static boolean isRuler(String line) {
        return RULER.matcher(line).matches();
    }

    /** The nearest {@code count} lines above, the nearest first; none from before the last question. */
    List<String> nearest(int count) {
        return nearestOf(Math.min(count, fresh));
    }

    /** The same, an earlier question and what led to it included. */
    List<String> nearestOfAll(int count) {
        return nearestOf(Math.min(count, above.size()));
    }

    private List<String> nearestOf(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(distance -> above.get(above.size() - distance))
                .toList();
    }

    /** The last line; with the one above it where it says nothing by itself: {@code [no]:}. */
    String question() {
        String asked = line.strip();
        if (asked.startsWith("? (")) {
            return paragraph(); // 7z tells above what it is about
        }
        boolean mute = !asked.matches("\\([\\w.-]+\\)")
                && !GROUP.matcher(asked).replaceAll("").codePoints().anyMatch(Character::isLetterOrDigit);
        Optional<String> before =
                nearest(1).stream().filter(near -> !near.isBlank()).findFirst();
        return mute && before.isPresent() ? before.get().strip() + "\n" + asked : asked;
    }

    /** The last line with the lines above it up to a second blank one: a question and its explanation. */
    String paragraph() {
        List<String> paragraph = new ArrayList<>(List.of(line.strip()));
        int blanks = 0;
        for (String near : nearest(PARAGRAPH)) {
            if (near.isBlank() && ++blanks > 1) {
                break;
            }
            paragraph.add(0, near.strip());
        }
        return String.join("\n", paragraph).strip();
    }

    private static String clean(String raw) {
        if (raw.contains(ALTERNATE_SCREEN)) {
            return "";
        }
        String end = raw.substring(Math.max(0, raw.length() - MAX_LENGTH));
        String text = ESCAPE_SEQUENCE
                .matcher(BEGIN_LINE.matcher(end).replaceAll("\r"))
                .replaceAll("")
                .stripTrailing();
        String visible = text.substring(text.lastIndexOf('\r') + 1);
        String printable = NO_BREAK_SPACE
                .matcher(CONTROL_CHARACTER.matcher(visible).replaceAll(""))
                .replaceAll(" ");
        Matcher framed = FRAMED.matcher(printable);
        boolean inFrame = framed.matches() && !framed.group(1).isBlank();
        return (inFrame ? framed.group(1) : printable).stripTrailing();
    }
}
