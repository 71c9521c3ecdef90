package spiderpig.logstore;

import java.util.List;

/**
 * What stands in every text that a regular expression matches: words in their order, some of them one of several. A text without it
 * need not be looked at by the expression itself, which takes a hundred times longer. Immutable.
 */
sealed interface RequiredText {
    /** Nothing is required, or nothing that is known. */
    RequiredText NOTHING = new Sequence(List.of());

    /** Where in {@code text[from, to)} it has stood for the first time, as early as it can; -1 if it doesn't stand there. */
    int endIn(byte[] text, int from, int to);

    /** The longest word of those without which there is no match; empty if there is none. */
    String longestWord();

    /** Some characters in a row; all of them ASCII if the case is ignored. */
    record Word(String word, Needle needle) implements RequiredText {
        Word(String word, boolean caseSensitive) {
            this(word, new Needle(word, caseSensitive));
        }

        @Override
        public int endIn(byte[] text, int from, int to) {
            int start = needle.indexIn(text, from, to);
            return start < 0 ? -1 : start + needle.length();
        }

        @Override
        public String longestWord() {
            return word;
        }
    }

    /** One after the other. */
    record Sequence(List<RequiredText> parts) implements RequiredText {
        /** Each part ends as early as it can, which leaves the most text to those that follow. */
        @Override
        public int endIn(byte[] text, int from, int to) {
            int end = from;
            for (int part = 0; part < parts.size() && end >= 0; part++) {
                end = parts.get(part).endIn(text, end, to);
            }
            return end;
        }

        @Override
        public String longestWord() {
            String longest = "";
            for (RequiredText part : parts) {
                String word = part.longestWord();
                longest = word.length() > longest.length() ? word : longest;
            }
            return longest;
        }
    }

    /** One of several, each of which requires something. */
    record Choice(List<RequiredText> parts) implements RequiredText {
        @Override
        public int endIn(byte[] text, int from, int to) {
            int earliest = -1;
            for (RequiredText part : parts) {
                int end = part.endIn(text, from, earliest < 0 ? to : earliest);
                earliest = end < 0 ? earliest : end;
            }
            return earliest;
        }

        @Override
        public String longestWord() {
            return "";
        }
    }

    /** Parts in their order. */
    static RequiredText sequence(List<RequiredText> parts) {
        return parts.size() == 1 ? parts.get(0) : parts.isEmpty() ? NOTHING : new Sequence(List.copyOf(parts));
    }

    /** One of several parts. */
    static RequiredText choice(List<RequiredText> parts) {
        return parts.size() == 1 ? parts.get(0) : parts.contains(NOTHING) ? NOTHING : new Choice(List.copyOf(parts));
    }
}
