package spiderpig.logstore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What is to be shown of a line, worked out in the most obvious way. */
record ShownLine(String text, long fullLength) {
    static ShownLine of(byte[] line) {
        int from = 0;
        for (int at = 1; at < line.length; at++) {
            if (line[at - 1] == '\r' && line[at] != '\r') {
                from = at;
            }
        }
        byte[] shown = Arrays.copyOfRange(line, from, line.length);
        if (shown.length > LogRecord.MAX_TEXT) {
            int to = LogRecord.MAX_TEXT;
            while (to > 0 && (shown[to] & 0xC0) == 0x80) {
                to--;
            }
            return new ShownLine(new String(shown, 0, to, StandardCharsets.UTF_8), shown.length);
        }
        int to = shown.length;
        while (to > 0 && shown[to - 1] == '\r') {
            to--;
        }
        return new ShownLine(new String(shown, 0, to, StandardCharsets.UTF_8), 0);
    }
}
