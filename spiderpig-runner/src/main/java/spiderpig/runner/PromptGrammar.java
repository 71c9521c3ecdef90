package spiderpig.runner;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import spiderpig.core.InteractionType;
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

    private static final Pattern PRESS_ENTER = Pattern.compile(
            "\\b(?:press|hit|type|push)\\b.{0,20}?(?:\\b(?:enter|return|any key)\\b|<enter>|<return>|\u23ce|\u21b5)",
            CASE_INSENSITIVE);
    private static final Pattern COMPOSER_NAME = Pattern.compile(".*<vendor>/<name>.*\\[(.*)\\]:");
    private static final Pattern SINGLE = Pattern.compile("[\\[(<]\\s*([^\\[\\]()<>]+?)\\s*[\\])>]\\s*[:?>]?\\s*");
    private static final Pattern CAPITAL_WORDS =
            Pattern.compile(".*?\\b([A-Z][a-z]+|OK)((?:/(?:[A-Z][a-z]+|OK))+)\\s*[?:]");
    private static final Pattern BARE_YES_NO =
            Pattern.compile(".*?\\b(y/n|yes/no|y or n|yes or no)[\\s?:]*", CASE_INSENSITIVE);
    private static final Pattern TOOL = Pattern.compile("(?:[\\w./+-]+ ?: |< ).*\\?");
    private static final Pattern DEFAULT_IN_BRACKETS =
            Pattern.compile(".*?(?:[\\[(]([^\\[\\]()]*)[\\])]\\s*[:?>]|[:?]\\s*[\\[(]([^\\[\\]()]*)[\\])])[\\s:]*");
    private static final Pattern PROGRESS = Pattern.compile("\\d+\\s*/\\s*\\d+|\\d+\\s*%|[#=.\\s>-]+");
    private static final Pattern COMMAND = Pattern.compile("\\(\\w[\\w.-]*\\)");
    private static final Pattern REQUEST = Pattern.compile(
            "(?:please |now )*(?:enter|type|input|provide|specify|choose|select|pick|give|confirm|answer)\\b.*[^.\u2026]",
            CASE_INSENSITIVE);
    /** So begins what a program says that it does, also where a colon follows. */
    private static final Pattern DOING = Pattern.compile(
            "(?:\\[[^\\]]*\\])?\\P{L}*(?:build|check|clon|compil|configur|connect|copy|delet|deploy|download|extract|fetch|generat|install|listen|load"
                    + "|mov|prepar|process|pull|push|read|reload|remov|restart|retriev|runn|scann|send|serv|start|stopp|sync"
                    + "|synchroniz|test|unpack|updat|upgrad|upload|verify|wait|writ)ing\\b.*[^?]",
            CASE_INSENSITIVE);

    static final List<Rule> RULES = List.of(
            // A password, also asked again. Never shown, neither here nor in the log.
            rule("secret", Secrets::asked, "[sudo] password for alice: ", "Enter PEM pass phrase:"),
            rule("repeated secret", Secrets::repeated, "Enter new superuser password: \nEnter it again: "),
            rule(
                    "secret of Python's getpass",
                    Secrets::getpass,
                    "Key:/usr/lib/python3.11/getpass.py:91: GetPassWarning: Can not control echo on the terminal.\n"
                            + "  passwd = fallback_getpass(prompt, stream)\nWarning: Password input may be echoed."),
            // git add -p and its kin explain their keys only when asked.
            rule("git patch", GitPatch::asked, "(1/2) Stage this hunk [y,n,q,a,d,j,J,g,/,e,?]? "),
            rule("press Enter", PromptGrammar::pressEnter, "Press [ENTER] to continue or Ctrl-c to cancel."),
            // Its default looks like two options.
            rule("composer name", PromptGrammar::composerName, "Package name (<vendor>/<name>) [root/app]: "),
            rule(
                    "group of options",
                    OptionGroups::group,
                    "Do you want to continue? [Y/n] ",
                    "Proceed ([y]/n)? ",
                    "Proceed anyway? (y,N) ",
                    "Use <y|b>: ",
                    "Quit anyway? (y or n) "),
            rule("compact options", OptionGroups::compact, "in addition to the gem? [Yn]  "),
            rule("menu", PromptGrammar::menu, "1) nano\n2) vim\n#? ", "[y] Yes\n[n] No\nContinue: "),
            rule("range", OptionGroups::range, "Enter a number [1-3]: "),
            rule(
                    "keys in brackets",
                    KeyedWords::asked,
                    "[Y] Yes  [N] No  [?] Help (default is \"Y\"): ",
                    "(A)gree/(C)ancel: ",
                    "keep (l)ocal, take (o)ther, or leave (u)nresolved? "),
            rule("capital words", PromptGrammar::capitalWords, "Fix/Ignore/Cancel? "),
            rule("yes or no without brackets", PromptGrammar::bareYesNo, "Overwrite it? y/n: "),
            rule(
                    "phrase",
                    Phrases::asked,
                    "  Only 'yes' will be accepted to approve.\n\n  Enter a value: ",
                    "Type 'yes' to continue, or 'no' to cancel: "),
            rule("yes or no by default", PromptGrammar::single, "Skip this patch? [y] ", "Fix<y>? "),
            rule(
                    "terminal widget",
                    TerminalWidgets::asked,
                    "? Name (joe)",
                    "? Pick one\n\u276f npm\n  yarn\n\n\u2191\u2193 navigate \u2022 \u23ce select",
                    "\u25c6  Continue?\n\u2502  \u25cf Yes / \u25cb No"),
            rule(
                    "tool",
                    PromptGrammar::tool,
                    "rm: remove regular file 'a'? ",
                    "rm\u00a0: supprimer 'f' du type fichier vide\u00a0? "),
            rule("default", PromptGrammar::defaultText, "Country Name (2 letter code) [AU]:", "version: (1.0.0) "),
            rule("open question", PromptGrammar::open, "What is your name? ", "login: ", "sqlite> ", "#? "),
            rule("command", PromptGrammar::command, "(gdb) "),
            rule("request", PromptGrammar::request, "Please type the name of the host"),
            rule("menu and nothing else", PromptGrammar::bareMenu, "Choose:\n  1) deploy\n  2) abort"));

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

    private static Optional<Prompt> pressEnter(PromptText text) {
        boolean orElse = text.line().matches("(?i).*\\b(?:or|type)\\b.*\\b(?:number|selection|type)\\b.*:");
        return PRESS_ENTER.matcher(text.line()).find() && !orElse
                ? Optional.of(Prompt.choices(text.question(), Map.of("continue", ""), Optional.of("")))
                : Optional.empty();
    }

    private static Optional<Prompt> composerName(PromptText text) {
        Matcher name = COMPOSER_NAME.matcher(text.line());
        return name.matches()
                ? Optional.of(Prompt.text(text.question(), Optional.of(name.group(1)), Certainty.LIKELY))
                : Optional.empty();
    }

    private static Optional<Prompt> menu(PromptText text) {
        if (!text.line().matches(".*[:?>#\\])\u276f]")) {
            return Optional.empty();
        }
        return Menu.above(text).map(menu -> {
            Optional<String> named = Options.statedDefault(text.line()).or(() -> {
                Matcher bracketed = DEFAULT_IN_BRACKETS.matcher(text.line());
                return bracketed.matches() ? Optional.of(OptionGroups.content(bracketed)) : Optional.empty();
            });
            Options options = new Options(menu.choices(), Optional.empty())
                    .orDefault(named)
                    .orDefault(menu.fallback());
            String question = (menu.heading() + "\n" + text.line().strip()).strip();
            return Prompt.choices(question, options.choices(), options.fallback());
        });
    }

    private static Optional<Prompt> capitalWords(PromptText text) {
        Matcher words = CAPITAL_WORDS.matcher(text.line());
        if (!words.matches()) {
            return Optional.empty();
        }
        List<String> keys = List.of((words.group(1) + words.group(2)).split("/"));
        return Optional.of(Prompt.choices(text.question(), Options.labelled(keys), Optional.empty()));
    }

    private static Optional<Prompt> bareYesNo(PromptText text) {
        Matcher bare = BARE_YES_NO.matcher(text.line());
        return bare.matches()
                ? Options.parse(bare.group(1))
                        .map(options -> Prompt.choices(text.question(), options.choices(), options.fallback()))
                : Optional.empty();
    }

    private static Optional<Prompt> single(PromptText text) {
        Matcher single = SINGLE.matcher(text.line());
        while (single.find()) {
            String marked = single.group(1);
            if (single.end() == text.line().length() && marked.matches("(?i)y|n|yes|no")) {
                boolean whole = marked.length() > 1;
                List<String> keys = whole ? List.of("yes", "no") : List.of("y", "n");
                return Optional.of(Prompt.choices(
                        text.question(), Options.labelled(keys), Optional.of(marked.toLowerCase(Locale.ROOT))));
            }
        }
        return Optional.empty();
    }

    private static Optional<Prompt> tool(PromptText text) {
        return TOOL.matcher(text.line()).matches()
                ? Optional.of(Prompt.choices(text.question(), Options.labelled(List.of("y", "n")), Optional.empty()))
                : Optional.empty();
    }

    private static Optional<Prompt> defaultText(PromptText text) {
        Matcher bracketed = DEFAULT_IN_BRACKETS.matcher(text.line());
        if (!bracketed.matches()
                || PROGRESS.matcher(OptionGroups.content(bracketed)).matches()) {
            return Optional.empty();
        }
        Optional<String> fallback = Options.statedDefault(text.line())
                .or(() -> Optional.of(OptionGroups.content(bracketed).strip()))
                .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("none") && !value.contains(" for "));
        return Optional.of(Prompt.text(text.question(), fallback, ending(text.line())));
    }

    private static Optional<Prompt> open(PromptText text) {
        return text.line().matches(".*[:?>#\u276f\u00bb\uff1a\uff1f]")
                ? Optional.of(Prompt.text(text.question(), Options.statedDefault(text.line()), ending(text.line())))
                : Optional.empty();
    }

    private static Certainty ending(String line) {
        if (DOING.matcher(line).matches()) {
            return Certainty.POSSIBLE;
        }
        return line.matches(".*[?\uff1f][^?\\w]*") ? Certainty.CERTAIN : Certainty.LIKELY;
    }

    private static Optional<Prompt> command(PromptText text) {
        return COMMAND.matcher(text.line().strip()).matches()
                ? Optional.of(Prompt.text(text.line().strip(), Optional.empty(), Certainty.LIKELY))
                : Optional.empty();
    }

    private static Optional<Prompt> request(PromptText text) {
        return REQUEST.matcher(text.line().strip()).matches()
                ? Optional.of(Prompt.text(text.line().strip(), Optional.empty(), Certainty.LIKELY))
                : Optional.empty();
    }

    /** Without a question below it, any list looks like that: only who waits may be answering one. */
    private static Optional<Prompt> bareMenu(PromptText text) {
        return Menu.endingWith(text)
                .map(menu -> new Prompt(
                        menu.heading(), InteractionType.CHOICES, menu.choices(), menu.fallback(), Certainty.LIKELY));
    }
}
