package spiderpig.runner;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import spiderpig.runner.Prompt.Certainty;

/**
 * Reads from the text of a question which answers it takes. The whole grammar is {@link #RULES}: tried in order, the
 * first that reads the text wins. To teach it another form of question, add a rule with its examples; a test holds every
 * rule to its own examples.
 *
 * <p>May be used by several threads at once; holds no state.
 */
final class PromptGrammar {

    /**
     * One form of question.
     *
     * @param name what it is called in tests
     * @param reading what the text asks, empty if it is of another form
     * @param examples texts of that form, the lines above the last one included
     */
    record Rule(String name, Function<PromptText, Optional<Prompt>> reading, List<String> examples) {}

    private static final Pattern SECRET = Pattern.compile(
            "\\b(?:password|passwd|passphrase|pass phrase|passcode|passwort|pin|secret(?: access)?(?: key)?|token|api[ _-]?key"
                    + "|otp|(?:verification|one-time|authentication|2fa) code)\\b"
                    + "(?:\\s*(?:\\[|\\(|['\"]|for\\b|of\\b|to\\b|again\\b|confirmation\\b).*)?\\s*[:>]",
            CASE_INSENSITIVE);
    private static final Pattern REPEATED =
            Pattern.compile(".*\\b(?:again|repeat|retype|re-enter|re-type|verify|confirm)\\b[^?]*:", CASE_INSENSITIVE);
    private static final Pattern GIT_PATCH = Pattern.compile("(?:\\(\\d+/\\d+\\) )?"
            + "(?<verb>Stage|Stash|Unstage|Apply|Discard|Keep) (?<what>.*?) ?\\[(?<keys>[^\\]]+)\\]\\?");
    private static final Pattern PRESS_ENTER = Pattern.compile(
            "\\b(?:press|hit|type|push)\\b.{0,20}?(?:\\b(?:enter|return|any key)\\b|<enter>|<return>|\u23ce|\u21b5)",
            CASE_INSENSITIVE);
    private static final Pattern COMPOSER_NAME = Pattern.compile(".*<vendor>/<name>.*\\[(.*)\\]:");
    private static final Pattern GROUP = Pattern.compile(
            "\\[((?:[^\\[\\]]|\\[[^\\[\\]]*\\])*)\\]" + "|\\(((?:[^()]|\\([^()]*\\))*)\\)" + "|<([^<>]*)>");
    private static final Pattern AFTER_GROUP = Pattern.compile("[\\s:?>.!\u00bb]*(?:\\(NEW\\))?\\s*");
    private static final Pattern COMPACT =
            Pattern.compile("[\\[(]([yYnN0-9][A-Za-z0-9]{1,9}\\??)[\\])][\\s:?]*", CASE_INSENSITIVE);
    private static final Pattern SINGLE = Pattern.compile("[\\[(<]\\s*([^\\[\\]()<>]+?)\\s*[\\])>]\\s*[:?>]?\\s*");
    private static final Pattern KEYED = Pattern.compile("[\\[(]([A-Za-z?]{1,2})[\\])]");
    private static final Pattern CAPITAL_WORDS =
            Pattern.compile(".*?\\b([A-Z][a-z]+|OK)((?:/(?:[A-Z][a-z]+|OK))+)\\s*[?:]");
    private static final Pattern BARE_YES_NO =
            Pattern.compile(".*?\\b(y/n|yes/no|y or n|yes or no)[\\s?:]*", CASE_INSENSITIVE);
    private static final Pattern ONLY_YES = Pattern.compile("Only '([^']+)' will be accepted");
    private static final Pattern PHRASE = Pattern.compile(
            "\\b(?<!if you )(?:type|enter|write)\\s+(?:in\\s+)?(?:the (?:phrase|word)\\s+)?(['\"`\u2018\u201c])(?<phrase>\\w.{0,38}?)['\"`\u2019\u201d](?=[^a-z]|$)(?<capitals> in capital)?"
                    + "(?:.*?\\bor\\s+['\"](?<other>\\w+)['\"])?",
            CASE_INSENSITIVE);
    private static final Pattern TOOL = Pattern.compile("(?:[\\w./+-]+: |< ).*\\?");
    private static final Pattern DEFAULT_IN_BRACKETS =
            Pattern.compile(".*?(?:[\\[(]([^\\[\\]()]*)[\\])]\\s*[:?>]|[:?]\\s*[\\[(]([^\\[\\]()]*)[\\])])[\\s:]*");
    private static final Pattern PROGRESS = Pattern.compile("\\d+\\s*/\\s*\\d+|\\d+\\s*%|[#=.\\s>-]+");

    static final List<Rule> RULES = List.of(
            // A password, also asked again. Never shown, neither here nor in the log.
            rule("secret", PromptGrammar::secret, "[sudo] password for alice: ", "Enter PEM pass phrase:"),
            rule("repeated secret", PromptGrammar::repeatedSecret, "Enter new superuser password: \nEnter it again: "),
            // git add -p and its kin explain their keys only when asked.
            rule("git patch", PromptGrammar::gitPatch, "(1/2) Stage this hunk [y,n,q,a,d,j,J,g,/,e,?]? "),
            rule("press Enter", PromptGrammar::pressEnter, "Press [ENTER] to continue or Ctrl-c to cancel."),
            // Its default looks like two options.
            rule("composer name", PromptGrammar::composerName, "Package name (<vendor>/<name>) [root/app]: "),
            rule(
                    "group of options",
                    PromptGrammar::group,
                    "Do you want to continue? [Y/n] ",
                    "Proceed ([y]/n)? ",
                    "Proceed anyway? (y,N) ",
                    "Use <y|b>: ",
                    "Quit anyway? (y or n) "),
            rule("compact options", PromptGrammar::compact, "in addition to the gem? [Yn]  "),
            rule("menu", PromptGrammar::menu, "1) nano\n2) vim\n#? ", "[y] Yes\n[n] No\nContinue: "),
            rule("range", PromptGrammar::range, "Enter a number [1-3]: "),
            rule(
                    "keys in brackets",
                    PromptGrammar::keyed,
                    "[Y] Yes  [N] No  [?] Help (default is \"Y\"): ",
                    "(A)gree/(C)ancel: ",
                    "keep (l)ocal, take (o)ther, or leave (u)nresolved? "),
            rule("capital words", PromptGrammar::capitalWords, "Fix/Ignore/Cancel? "),
            rule("yes or no without brackets", PromptGrammar::bareYesNo, "Overwrite it? y/n: "),
            rule(
                    "phrase",
                    PromptGrammar::phrase,
                    "  Only 'yes' will be accepted to approve.\n\n  Enter a value: ",
                    "Type 'yes' to continue, or 'no' to cancel: "),
            rule("yes or no by default", PromptGrammar::single, "Skip this patch? [y] ", "Fix<y>? "),
            rule("tool", PromptGrammar::tool, "rm: remove regular file 'a'? "),
            rule("default", PromptGrammar::defaultText, "Country Name (2 letter code) [AU]:", "version: (1.0.0) "),
            rule("open question", PromptGrammar::open, "What is your name? ", "login: ", "sqlite> ", "#? "));

    private static Rule rule(String name, Function<PromptText, Optional<Prompt>> reading, String... examples) {
        return new Rule(name, reading, List.of(examples));
    }

    /** Reads a text; empty if there is none. */
    Optional<Prompt> read(PromptText text) {
        if (text.line().isBlank()) {
            return Optional.empty();
        }
        return RULES.stream()
                .flatMap(rule -> rule.reading().apply(text).stream())
                .findFirst()
                .or(() -> Optional.of(Prompt.text(text.line().strip(), Optional.empty(), Certainty.POSSIBLE)));
    }

    private static Optional<Prompt> secret(PromptText text) {
        Matcher secret = SECRET.matcher(text.line());
        boolean found = false;
        while (!found && secret.find()) {
            found = secret.end() == text.line().length();
        }
        return found && options(text.line()).isEmpty() ? Optional.of(Prompt.secret(question(text))) : Optional.empty();
    }

    private static Optional<Prompt> repeatedSecret(PromptText text) {
        boolean secretBefore =
                text.nearest(2).stream().anyMatch(line -> SECRET.matcher(line).find());
        return secretBefore && REPEATED.matcher(text.line()).matches()
                ? Optional.of(Prompt.secret(question(text)))
                : Optional.empty();
    }

    private static Optional<Prompt> gitPatch(PromptText text) {
        Matcher question = GIT_PATCH.matcher(text.line());
        if (!question.matches()) {
            return Optional.empty();
        }
        String act = question.group("verb").toLowerCase(Locale.ROOT) + " " + question.group("what");
        Map<String, String> choices = new LinkedHashMap<>();
        for (String key : List.of(question.group("keys").split(","))) {
            choices.putIfAbsent(gitWords(key, act), key);
        }
        return Optional.of(Prompt.choices(question(text), choices, Optional.empty()));
    }

    /** As git's own help has it (add-patch.c). */
    private static String gitWords(String key, String act) {
        return switch (key) {
            case "y" -> act;
            case "n" -> "do not " + act;
            case "q" -> "quit; neither this hunk nor any of the remaining ones";
            case "a" -> act + " and all later hunks in the file";
            case "d" -> "do not " + act + " or any of the later hunks in the file";
            case "g" -> "select a hunk to go to";
            case "/" -> "search for a hunk matching the given regex";
            case "j" -> "leave this hunk undecided, see next undecided hunk";
            case "J" -> "leave this hunk undecided, see next hunk";
            case "k" -> "leave this hunk undecided, see previous undecided hunk";
            case "K" -> "leave this hunk undecided, see previous hunk";
            case "s" -> "split the current hunk into smaller hunks";
            case "e" -> "manually edit the current hunk";
            case "p" -> "print the current hunk";
            case "?" -> "print help";
            default -> key;
        };
    }

    private static Optional<Prompt> pressEnter(PromptText text) {
        boolean orElse = text.line().matches("(?i).*\\b(?:or|type)\\b.*\\b(?:number|selection|type)\\b.*:");
        return PRESS_ENTER.matcher(text.line()).find() && !orElse
                ? Optional.of(Prompt.choices(question(text), Map.of("continue", ""), Optional.of("")))
                : Optional.empty();
    }

    private static Optional<Prompt> composerName(PromptText text) {
        Matcher name = COMPOSER_NAME.matcher(text.line());
        return name.matches()
                ? Optional.of(Prompt.text(question(text), Optional.of(name.group(1)), Certainty.LIKELY))
                : Optional.empty();
    }

    private static Optional<Prompt> group(PromptText text) {
        return options(text.line())
                .map(options -> Prompt.choices(question(text), options.choices(), options.fallback()));
    }

    /** The last group that is a list of options, with the default that a group of one after it names. */
    private static Optional<Options> options(String line) {
        Matcher next = GROUP.matcher(line);
        Optional<Options> result = Optional.empty();
        Optional<String> after = Options.statedDefault(line);
        int end = 0;
        while (next.find()) {
            String content = content(next);
            Optional<Options> options = Options.parse(content).filter(found -> !isRange(content));
            boolean last = AFTER_GROUP.matcher(line.substring(next.end())).matches();
            if (options.isPresent() && (last || options.get().yesOrNo() || groupFollows(line, next.end()))) {
                result = options;
                end = next.end();
            } else if (result.isPresent() && line.substring(end, next.start()).isBlank()) {
                after = after.or(() -> Optional.of(content.strip()));
            }
        }
        Optional<String> fallback = after;
        return result.map(options -> options.orDefault(fallback));
    }

    private static boolean groupFollows(String line, int end) {
        return GROUP.matcher(line.substring(end).strip()).lookingAt();
    }

    private static boolean isRange(String content) {
        return content.matches("\\s*\\d.*(?:-|\\.\\.).*");
    }

    private static String content(Matcher group) {
        for (int i = 1; i <= group.groupCount(); i++) {
            String content = group.group(i);
            if (content != null) {
                return content;
            }
        }
        return "";
    }

    private static Optional<Prompt> compact(PromptText text) {
        Matcher options = COMPACT.matcher(text.line());
        while (options.find()) {
            List<String> keys = List.of(options.group(1).split(""));
            boolean distinct = keys.stream().distinct().count() == keys.size();
            boolean yesAndNo = keys.stream().anyMatch("y"::equalsIgnoreCase)
                    && keys.stream().anyMatch("n"::equalsIgnoreCase);
            boolean atEnd = options.end() == text.line().length();
            if (atEnd && distinct && (yesAndNo || keys.contains("?"))) {
                return Options.parse(String.join("/", keys))
                        .map(parsed -> Prompt.choices(question(text), parsed.choices(), parsed.fallback()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Prompt> menu(PromptText text) {
        if (!text.line().matches(".*[:?>#\\])\u276f]")) {
            return Optional.empty();
        }
        return Menu.above(text).map(menu -> {
            Optional<String> named = Options.statedDefault(text.line()).or(() -> {
                Matcher bracketed = DEFAULT_IN_BRACKETS.matcher(text.line());
                return bracketed.matches() ? Optional.of(content(bracketed)) : Optional.empty();
            });
            Options options = new Options(menu.choices(), Optional.empty())
                    .orDefault(named)
                    .orDefault(menu.fallback());
            String question = (menu.heading() + "\n" + text.line().strip()).strip();
            return Prompt.choices(question, options.choices(), options.fallback());
        });
    }

    private static Optional<Prompt> range(PromptText text) {
        Matcher group = GROUP.matcher(text.line());
        Optional<Prompt> result = Optional.empty();
        while (group.find()) {
            String content = content(group);
            result = Optional.of(content)
                    .filter(PromptGrammar::isRange)
                    .flatMap(Options::parse)
                    .map(options -> options.orDefault(Options.statedDefault(text.line())))
                    .map(options -> Prompt.choices(question(text), options.choices(), options.fallback()));
        }
        return result;
    }

    private static Optional<Prompt> keyed(PromptText text) {
        String line = text.line();
        List<Integer> starts = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        Matcher keyed = KEYED.matcher(line);
        while (keyed.find()) {
            starts.add(wordStart(line, keyed.start()));
            keys.add(keyed.group(1));
        }
        if (keys.size() < 2 || keys.stream().distinct().count() < keys.size() || !line.matches(".*[:?>)]")) {
            return Optional.empty();
        }
        Map<String, String> choices = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            int end = i + 1 < keys.size() ? starts.get(i + 1) : line.length();
            choices.putIfAbsent(keyedLabel(line.substring(starts.get(i), end)), keys.get(i));
        }
        Options options = new Options(choices, Optional.empty()).orDefault(Options.statedDefault(line));
        return Optional.of(Prompt.choices(question(text), options.choices(), options.fallback()));
    }

    /** {@code A(u)to} begins at the A. */
    private static int wordStart(String line, int bracket) {
        int start = bracket;
        while (start > 0 && Character.isLetter(line.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** {@code (S)kip all / } → Skip all; {@code [Y] Yes  } → Yes. */
    private static String keyedLabel(String segment) {
        String words =
                segment.replaceAll("\\s*[\\[(](?:default|NEW)\\b.*", "").split("\\s*[/,|]\\s*|\\s{2,}|\\s+or\\b", 2)[0];
        String label = words.replaceFirst("^[\\[(][A-Za-z?]{1,2}[\\])]\\s+", "")
                .replaceFirst("[\\[(]([A-Za-z?]{1,2})[\\])]", "$1")
                .replaceFirst("[\\s:?>.)\\]]+$", "")
                .strip();
        return label.isEmpty() ? segment.strip() : label;
    }

    private static Optional<Prompt> capitalWords(PromptText text) {
        Matcher words = CAPITAL_WORDS.matcher(text.line());
        if (!words.matches()) {
            return Optional.empty();
        }
        List<String> keys = List.of((words.group(1) + words.group(2)).split("/"));
        return Optional.of(Prompt.choices(question(text), Options.labelled(keys), Optional.empty()));
    }

    private static Optional<Prompt> bareYesNo(PromptText text) {
        Matcher bare = BARE_YES_NO.matcher(text.line());
        return bare.matches()
                ? Options.parse(bare.group(1))
                        .map(options -> Prompt.choices(question(text), options.choices(), options.fallback()))
                : Optional.empty();
    }

    private static Optional<Prompt> phrase(PromptText text) {
        List<String> lines = new ArrayList<>(List.of(text.line()));
        lines.addAll(text.nearest(4));
        if (!text.line().matches(".*[:?>\\])]")) {
            return Optional.empty();
        }
        for (String line : lines) {
            Matcher only = ONLY_YES.matcher(line);
            if (only.find()) {
                Map<String, String> choices = new LinkedHashMap<>();
                choices.put(only.group(1), only.group(1));
                choices.put("no", "no");
                return Optional.of(Prompt.choices(paragraph(text), choices, Optional.empty()));
            }
            Matcher phrase = PHRASE.matcher(line);
            if (phrase.find()) {
                String wanted = phrase.group("phrase");
                List<String> keys = new ArrayList<>();
                keys.add(phrase.group("capitals") == null ? wanted : wanted.toUpperCase(Locale.ROOT));
                Optional.ofNullable(phrase.group("other")).ifPresent(keys::add);
                String shown = line.equals(text.line()) ? question(text) : paragraph(text);
                return Optional.of(Prompt.choices(shown, Options.labelled(keys), Optional.empty()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Prompt> single(PromptText text) {
        Matcher single = SINGLE.matcher(text.line());
        while (single.find()) {
            String marked = single.group(1);
            if (single.end() == text.line().length() && marked.matches("(?i)y|n|yes|no")) {
                boolean whole = marked.length() > 1;
                List<String> keys = whole ? List.of("yes", "no") : List.of("y", "n");
                return Optional.of(Prompt.choices(
                        question(text), Options.labelled(keys), Optional.of(marked.toLowerCase(Locale.ROOT))));
            }
        }
        return Optional.empty();
    }

    private static Optional<Prompt> tool(PromptText text) {
        return TOOL.matcher(text.line()).matches()
                ? Optional.of(Prompt.choices(question(text), Options.labelled(List.of("y", "n")), Optional.empty()))
                : Optional.empty();
    }

    private static Optional<Prompt> defaultText(PromptText text) {
        Matcher bracketed = DEFAULT_IN_BRACKETS.matcher(text.line());
        if (!bracketed.matches() || PROGRESS.matcher(content(bracketed)).matches()) {
            return Optional.empty();
        }
        Optional<String> fallback = Options.statedDefault(text.line())
                .or(() -> Optional.of(content(bracketed).strip()))
                .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("none") && !value.contains(" for "));
        return Optional.of(Prompt.text(question(text), fallback, ending(text.line())));
    }

    private static Optional<Prompt> open(PromptText text) {
        return text.line().matches(".*[:?>#\u276f\u00bb]")
                ? Optional.of(Prompt.text(question(text), Options.statedDefault(text.line()), ending(text.line())))
                : Optional.empty();
    }

    private static Certainty ending(String line) {
        return line.matches(".*\\?[^?\\w]*") ? Certainty.CERTAIN : Certainty.LIKELY;
    }

    /** The last line; with the one above it where it says nothing by itself: {@code [no]:}. */
    private static String question(PromptText text) {
        String line = text.line().strip();
        boolean mute = !line.matches(".*\\p{L}.*") || SINGLE.matcher(line).matches();
        Optional<String> above =
                text.nearest(1).stream().filter(near -> !near.isBlank()).findFirst();
        return mute && above.isPresent() ? above.get().strip() + "\n" + line : line;
    }

    /** The last line with the lines above it up to a second blank one: a question and its explanation. */
    private static String paragraph(PromptText text) {
        StringBuilder paragraph = new StringBuilder(text.line().strip());
        int blanks = 0;
        for (String line : text.nearest(8)) {
            if (line.isBlank() && ++blanks > 1) {
                break;
            }
            paragraph.insert(0, line.strip() + "\n");
        }
        return paragraph.toString().strip();
    }
}
