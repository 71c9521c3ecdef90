package spiderpig.cli;

import java.util.List;
import java.util.Map;

/** A part of a YAML file that knows where it stands, so that whoever finds something wrong with it can say so. */
sealed interface YamlNode {
    /** Where it begins. */
    Position position();

    /** Its kind, as the end of "expected a text, not …". */
    String kind();

    /**
     * A place in a file.
     *
     * @param line from 1
     * @param column from 1
     */
    record Position(int line, int column) {}

    /** A text, a number or a boolean, as it is written. */
    record Scalar(Position position, String text) implements YamlNode {
        @Override
        public String kind() {
            return "\"" + text + "\"";
        }
    }

    /** Nothing: an entry without a value, or {@code null}. */
    record Empty(Position position) implements YamlNode {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    /** Entries one after the other. */
    record Sequence(Position position, List<YamlNode> entries) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Values by their keys, in the order of the file. */
    record Mapping(Position position, Map<EntryKey, YamlNode> entries) implements YamlNode {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** The key of a mapping's entry. Keys are equal if their texts are. */
    record EntryKey(Position position, String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof EntryKey key && text.equals(key.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }
}
