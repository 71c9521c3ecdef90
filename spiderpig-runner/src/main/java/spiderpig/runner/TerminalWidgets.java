package spiderpig.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import spiderpig.runner.Prompt.Certainty;

/**
 * Questions of the libraries that draw a question with its answers below it, of which the arrow keys mark one (inquirer,
 * prompts, enquirer, clack). There are no arrow keys here, so there is one button: Enter takes what is marked.
 */
final class TerminalWidgets {
    private static final Pattern HEAD = Pattern.compile("(?<mark>\\? |\u25c6 +)(?<message>[^\\s(].*)");
    /** What separates the message from the answer to come; a hint may stand there. */
    private static final Pattern SEPARATOR = Pattern.compile("\\s*[\u203a\u2023\u2026\u25b8](?:\\s.*|$)");

    private static final Pattern DEFAULT = Pattern.compile("\\s*\\((?<value>[^()]+)\\)$");
    private static final Pattern HIDDEN = Pattern.compile("\\s*[\\[(]?input is (?:masked|hidden)[\\])]?");
    /** A radio button may stand beside others: {@code ● Yes / ○ No}. */
    private static final Pattern MARKED =
            Pattern.compile("(?:.*[\\s/])?[\u276f\u25b8\u25cf\u25c9]\\s+(?<label>[^/\u25cb]*[^/\u25cb\\s]).*");

    private static final int MAX_LINES = 20;

    private TerminalWidgets() {}

    static Optional<Prompt> asked(PromptText text) {
        List<String> below = new ArrayList<>();
        for (String line : Stream.concat(Stream.of(text.line()), text.nearest(MAX_LINES).stream())
                .toList()) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                Optional<String> marked = marked(below);
                String message = head.group("message").strip();
                boolean drawn = below.isEmpty()
                        || marked.isPresent()
                        || HIDDEN.matcher(message).find()
                        || !head.group("mark").equals("? ");
                return drawn ? Optional.of(read(message, marked)) : Optional.empty();
            }
            below.add(line);
        }
        return Optional.empty();
    }

    private static Optional<String> marked(List<String> lines) {
        return lines.stream()
                .map(MARKED::matcher)
                .filter(Matcher::matches)
                .map(marked -> marked.group("label"))
                .findFirst();
    }

    private static Prompt read(String message, Optional<String> marked) {
        String asked = SEPARATOR.matcher(message).replaceFirst("");
        if (marked.isPresent()) {
            return Prompt.choices(asked, Map.of(marked.get(), ""), Optional.of(""));
        }
        if (HIDDEN.matcher(asked).find() || Secrets.named(asked)) {
            return Prompt.secret(HIDDEN.matcher(asked).replaceFirst(""));
        }
        Matcher named = DEFAULT.matcher(asked);
        Optional<String> fallback = named.find() ? Optional.of(named.group("value")) : Optional.empty();
        return Prompt.text(asked, fallback, Certainty.CERTAIN);
    }
}
