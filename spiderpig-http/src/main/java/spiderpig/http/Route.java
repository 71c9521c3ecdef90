package spiderpig.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the table of {@link Routes}.
 *
 * @param method the HTTP method; GET answers HEAD too
 * @param pattern segments of the path: as they are, <code>{name}</code> for a number, <code>*</code> for one segment
 *     of any text
 * @param mediaType what it answers with
 * @param need what the user must have
 * @param cached whether the answer depends on nothing but path, query and database, so that it stays the same until the
 *     next commit
 */
record Route(String method, List<String> pattern, String mediaType, Need need, boolean cached, Endpoint endpoint) {
    /** What a user must have to use a route. */
    enum Need {
        NOTHING,
        LOGIN,
        RIGHT_TO_ACT
    }

    /** 18 digits fit into a long, and no job will ever have more. */
    private static final int MAX_DIGITS = 18;

    Route {
        pattern = List.copyOf(pattern);
    }

    boolean changesSomething() {
        return !method.equals("GET");
    }

    /** Whether a person looks at what it answers. */
    boolean isPage() {
        return mediaType.equals(Response.HTML);
    }

    /** The numbers in this path, by name, if it fits the pattern. */
    Optional<Map<String, Long>> match(List<String> path) {
        if (path.size() != pattern.size()) {
            return Optional.empty();
        }
        Map<String, Long> numbers = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String expected = pattern.get(i);
            String actual = path.get(i);
            if (expected.startsWith("{")) {
                if (!isNumber(actual)) {
                    return Optional.empty();
                }
                numbers.put(expected.substring(1, expected.length() - 1), Long.valueOf(actual));
            } else if (!expected.equals("*") && !expected.equals(actual)) {
                return Optional.empty();
            }
        }
        return Optional.of(numbers);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
