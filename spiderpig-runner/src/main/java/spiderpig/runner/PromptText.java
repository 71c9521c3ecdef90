package spiderpig.runner;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What stands on the screen when a program asks, as a person would read it: without colours, and of a line that was
 * written over only what is left.
 *
 * @param line the last line, trailing blanks removed
 * @param above the lines before it, oldest first
 */
record PromptText(String line, List<String> above) {

    private static final Pattern ESCAPE_SEQUENCE = Pattern.compile("\u001b(?:"
            + "\\[[0-?]*[ -/]*[@-~]" // CSI: colours, cursor
            + "|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?" // OSC: window title, hyperlink
            + "|[ -/]+[0-~]" // character set
            + "|[0-~])");
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cntrl}&&[^\t]]|\u200b");

    /** No question is longer; a line without end may be of any length. */
    private static final int MAX_LENGTH = 4000;

    PromptText {
        above = List.copyOf(above);
    }

    /** Cleans what a program wrote. */
    static PromptText of(String line, List<String> above) {
        return new PromptText(clean(line), above.stream().map(PromptText::clean).toList());
    }

    /** The same text had its last line that says anything been left open: for questions asked by {@code echo}. */
    PromptText reopened() {
        int last = above.size() - 1;
        while (last >= 0 && above.get(last).isBlank()) {
            last--;
        }
        return last < 0 ? this : new PromptText(above.get(last), above.subList(0, last));
    }

    /** The nearest {@code count} lines above, the nearest first. */
    List<String> nearest(int count) {
        return IntStream.rangeClosed(1, Math.min(count, above.size()))
                .mapToObj(distance -> above.get(above.size() - distance))
                .toList();
    }

    private static String clean(String raw) {
        String end = raw.substring(Math.max(0, raw.length() - MAX_LENGTH));
        String text = ESCAPE_SEQUENCE.matcher(end).replaceAll("").stripTrailing();
        String visible = text.substring(text.lastIndexOf('\r') + 1);
        return CONTROL_CHARACTER.matcher(visible).replaceAll("").stripTrailing();
    }
}
