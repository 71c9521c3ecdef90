package spiderpig.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the pages are made of: the files that each leads to, by itself or through its modules, and a version that changes with
 * any of them. With the version in their addresses browsers keep the files until the next upgrade, and ask for the page only.
 * At the first time all modules are asked for at once, because the page names them: otherwise each would be waited for to learn
 * of the next ones, through a tunnel that may be slow.
 *
 * <p>Immutable.
 */
final class PageParts {
    private static final String ADDRESS = "\"/static/";
    private static final Pattern IN_PAGE = Pattern.compile(ADDRESS + "([^\"/]+)\"");
    private static final Pattern IN_MODULE = Pattern.compile("(?:from |import |new URL\\()\"\\./([^\"]+)\"");

    private final String version;

    /** The files of each page, those that it names first. */
    private final Map<String, Set<String>> parts = new LinkedHashMap<>();

    /**
     * @param pages their names
     * @param page the text of a page
     * @param file the content of a file that a page or a module names
     */
    PageParts(List<String> pages, Function<String, String> page, Function<String, byte[]> file) {
        MessageDigest digest = sha256();
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (String name : pages) {
            parts.put(name, reached(page.apply(name), part -> contents.computeIfAbsent(part, file)));
        }
        contents.values().forEach(digest::update);
        version = HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static Set<String> reached(String page, Function<String, byte[]> file) {
        Set<String> reached = new LinkedHashSet<>(names(IN_PAGE, page));
        Deque<String> ahead = new ArrayDeque<>(reached);
        while (!ahead.isEmpty()) {
            String name = ahead.remove();
            byte[] content = file.apply(name);
            if (name.endsWith(".js")) {
                names(IN_MODULE, new String(content, StandardCharsets.UTF_8)).stream()
                        .filter(reached::add)
                        .forEach(ahead::add);
            }
        }
        return reached;
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    /** Whether files of this version may be kept for ever. */
    boolean isVersion(String name) {
        return name.equals(version);
    }

    /** The text of a page with the version in all addresses, and all its modules named. */
    String linked(String name, String page) {
        StringBuilder preloads = new StringBuilder();
        for (String part : parts.getOrDefault(name, Set.of())) {
            if (part.endsWith(".js") && !page.contains(ADDRESS + part + "\"")) {
                preloads.append("  <link rel=\"modulepreload\" href=")
                        .append(ADDRESS)
                        .append(part)
                        .append("\">\n  ");
            }
        }
        return page.replace("</head>", preloads + "</head>").replace(ADDRESS, ADDRESS + version + "/");
    }
}
