package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import spiderpig.runner.Prompt.Certainty;
import spiderpig.runner.PromptGrammar.Rule;

class PromptGrammarTest {
    private final PromptGrammar grammar = new PromptGrammar();

    /**
     * What a program prints and what it takes.
     *
     * @param source the program
     * @param text as printed
     * @param expected {@code secret}, {@code text}, or the lines to send, separated by blanks ({@code ""} is Enter); then,
     *     after {@code |}, the default
     */
    private record Example(String source, String text, String expected) {}

    private static Stream<Example> realPrompts() {
        return Stream.of(
                // secrets
                new Example("sudo 1.9", "[sudo] password for alice: ", "secret"),
                new Example("openssl 3 genrsa", "Enter PEM pass phrase:", "secret"),
                new Example("openssl 3 req", "A challenge password []:", "secret"),
                new Example("ssh-keygen 9.2", "Enter passphrase (empty for no passphrase): ", "secret"),
                new Example("ssh-keygen 9.2", "Enter same passphrase again: ", "secret"),
                new Example("ssh 9.2", "Enter passphrase for key '/home/a/.ssh/id_ed25519': ", "secret"),
                new Example("git 2.39 https", "Password for 'https://alice@gerrit.example.org': ", "secret"),
                new Example("psql 15", "Password for user postgres: ", "secret"),
                new Example("mysql 8", "Enter password: ", "secret"),
                new Example("ansible-playbook 2.14 -k", "SSH password: ", "secret"),
                new Example("ansible-playbook 2.14 -K", "BECOME password[defaults to SSH password]: ", "secret"),
                new Example("ansible-vault 2.14", "New Vault password: ", "secret"),
                new Example("passwd (shadow 4.13)", "Retype new password: ", "secret"),
                new Example("kinit (MIT 1.20)", "Password for alice@EXAMPLE.ORG: ", "secret"),
                new Example("cryptsetup 2.6", "Enter passphrase for /dev/sda2: ", "secret"),
                new Example("aws-cli 2 configure", "AWS Secret Access Key [None]: ", "secret"),
                new Example("initdb 15 -W", "Enter new superuser password: \nEnter it again: ", "secret"),
                new Example(
                        "click 8.1 with hide_input",
                        "Key:/usr/lib/python3.11/getpass.py:91: GetPassWarning: Can not control echo on the terminal.\n"
                                + "  passwd = fallback_getpass(prompt, stream)\nWarning: Password input may be echoed.",
                        "secret"),
                new Example("sudo 1.9.13, de_DE", "[sudo] Passwort f\u00fcr nobody: ", "secret"),
                new Example("sudo 1.9.13, fr_FR", "[sudo] Mot de passe de nobody\u00a0: ", "secret"),
                new Example("openssl 3.0.19 genrsa", "Verifying - Enter PEM pass phrase:", "secret"),
                new Example("keytool 17.0.15", "Enter keystore password:  Re-enter new password: ", "secret"),
                new Example("7z 16.02", "Enter password (will not be echoed):", "secret"),
                new Example(
                        "inquirer 8.7 password",
                        "? Secret word [input is masked]\u001b[?25l\n" + "ctrl+t toggle visibility\u001b[1A\u001b[32G",
                        "secret"),
                // groups of options
                new Example(
                        "dpkg 1.21.22",
                        "Configuration file '/etc/a'\n   What would you like to do about it ?  Your options are:\n"
                                + "    Y or I  : install the package maintainer's version\n"
                                + "    N or O  : keep your currently-installed version\n"
                                + "      D     : show the differences between the versions\n"
                                + "      Z     : start a shell to examine the situation\n"
                                + " The default action is to keep your current version.\n"
                                + "*** a (Y/I/N/O/D/Z) [default=N] ? ",
                        "Y N D Z | N"),
                new Example("cron 3.0pl1 crontab -i", "crontab: really delete root's crontab? (y/n) ", "y n"),
                new Example("prompts 2.4", "? Are you sure? \u203a (y/N)", "y n | n"),
                new Example("enquirer 2.4", "? Are you sure? (y/N) \u2023 false\u001b[10D", "y n | n"),
                new Example("apt 2.6", "Do you want to continue? [Y/n] ", "y n | y"),
                new Example("dnf 4", "Is this ok [y/N]: ", "y n | n"),
                new Example("dnf 4 --downloadonly", "Is this ok [y/d/N]: ", "y d n | n"),
                new Example("pacman 6", ":: Proceed with installation? [Y/n] ", "y n | y"),
                new Example("zypper 1.14", "Continue? [y/n/v/...? shows all options] (y): ", "y n v ... | y"),
                new Example("pip 23 uninstall", "Proceed (Y/n)? ", "y n | y"),
                new Example("conda 23", "Proceed ([y]/n)? ", "y n | y"),
                new Example(
                        "ssh 9.2", "Are you sure you want to continue connecting (yes/no/[fingerprint])? ", "yes no"),
                new Example("git clean -i 2.39", "Remove a.txt [y/N]? ", "y n | n"),
                new Example("git mergetool 2.39", "Was the merge successful [y/n]? ", "y n"),
                new Example("git send-email 2.39", "Send this email? ([y]es|[n]o|[e]dit|[q]uit|[a]ll): ", "y n e q a"),
                new Example("git bisect 2.39", "Do you want me to do it for you [Y/n]? ", "y n | y"),
                new Example("mkfs.ext4 1.47", "Proceed anyway? (y,N) ", "y n | n"),
                new Example(
                        "lvremove 2.03", "Do you really want to remove active logical volume vg/lv? [y/n]: ", "y n"),
                new Example("dropdb 15 -i", "Are you sure? (y/n) ", "y n"),
                new Example("gpg 2.2", "Is this correct? (y/N) ", "y n | n"),
                new Example("gdb 13", "Make breakpoint pending on future shared library load? (y or [n]) ", "y n | n"),
                new Example("docker 20 prune", "Are you sure you want to continue? [y/N] ", "y n | n"),
                new Example(
                        "poetry 1.7", "Would you like to define them interactively? (yes/no) [yes] ", "yes no | yes"),
                new Example("dpkg 1.21", "*** /etc/foo.conf (Y/I/N/O/D/Z) [default=N] ? ", "Y I N O D Z | N"),
                new Example("R 4.2", "Save workspace image? [y/n/c]: ", "y n c"),
                new Example("linux 6.1 oldconfig", "Enable loadable module support (MODULES) [Y/n/?] ", "y n ? | y"),
                new Example("linux 6.1 oldconfig", "The IPv6 protocol (IPV6) [N/y/m/?] (NEW) ", "n y m ? | n"),
                new Example("hg 6.3", "continue without committing? (y/n)? ", "y n"),
                new Example("gem 3.3 uninstall", "in addition to the gem? [Yn]  ", "y n | y"),
                new Example(
                        "rails 7 (thor)", "Overwrite /a/b.rb? (enter \"h\" for help) [Ynaqdhm] ", "y n a q d h m | y"),
                new Example(
                        "git 2.39 add -p", "(1/2) Stage this hunk [y,n,q,a,d,j,J,g,/,e,?]? ", "y n q a d j J g / e ?"),
                new Example(
                        "git 2.39 checkout -p",
                        "(1/1) Discard this hunk from worktree [y,n,q,a,d,e,?]? ",
                        "y n q a d e ?"),
                // press Enter
                new Example("add-apt-repository", "Press [ENTER] to continue or Ctrl-c to cancel.", "\"\" | \"\""),
                new Example("git mergetool 2.39", "Hit return to start merge resolution tool (meld): ", "\"\" | \"\""),
                // lists
                new Example("bash 5.2 select", "1) apples\n2) pears\n3) plums\n#? ", "1 2 3"),
                new Example("bash 5.2 select, columns", "1) aa  3) cc\n2) bb  4) dd\n#? ", "1 2 3 4"),
                new Example(
                        "git 2.39 add -i",
                        "*** Commands ***\n  1: status\t  2: update\t  3: revert\n  4: quit\t  5: help\nWhat now> ",
                        "1 2 3 4 5"),
                new Example(
                        "rustup 1.26",
                        "1) Proceed with installation (default)\n2) Customize installation\n3) Cancel installation\n>",
                        "1 2 3 | 1"),
                new Example(
                        "gem 3.3 uninstall",
                        "Select gem to uninstall:\n 1. rake-12.3.3\n 2. rake-13.0.6\n 3. All versions\n> ",
                        "1 2 3"),
                new Example(
                        "update-alternatives 1.21",
                        "  Selection    Path        Priority   Status\n--------------------------------\n"
                                + "* 0            /bin/nano    40        auto mode\n  1            /bin/ed     -100       manual mode\n\n"
                                + "Press <enter> to keep the current choice[*], or type selection number: ",
                        "0 1 | 0"),
                new Example(
                        "gradle 8 init",
                        "Select type of project:\n  1: basic\n  2: application\nEnter selection (default: basic) [1..2] ",
                        "1 2 | 1"),
                new Example(
                        "django 4.2 makemigrations",
                        " 1) Provide a one-off default now\n 2) Quit and manually define a default\nSelect an option: ",
                        "1 2"),
                new Example(
                        "git 2.39.5 add -i, short keys",
                        "*** Commands ***\n  1: [s]tatus\t  2: [u]pdate\t  3: [r]evert\t  4: [a]dd untracked\n"
                                + "  5: [p]atch\t  6: [d]iff\t  7: [q]uit\t  8: [h]elp\nWhat now> ",
                        "1 2 3 4 5 6 7 8"),
                new Example(
                        "debconf 1.5.82, readline",
                        "question if you reconfigure a package with dpkg-reconfigure.\n\n"
                                + "  1. critical  2. high  3. medium  4. low\nIgnore questions with a priority less than: ",
                        "1 2 3 4"),
                new Example(
                        "a list in a frame",
                        "\u250c\u2500\u2500\u2500\u2510\n\u2502 1. Deploy \u2502\n\u2502 2. Abort \u2502\n"
                                + "\u2514\u2500\u2500\u2500\u2518\nChoose: ",
                        "1 2"),
                new Example("bash 5.2 select, again", "1) apples\n2) pears\n#? you took pears\n#? ", "1 2"),
                new Example(
                        "inquirer 8.7 select",
                        "? Pick one\n\u276f npm\n  yarn\n\n\u2191\u2193 navigate \u2022 \u23ce select\u001b[23G",
                        "\"\" | \"\""),
                // keys in brackets, words
                new Example("certbot 2", "(A)gree/(C)ancel: ", "A C"),
                new Example("certbot 2", "(Y)es/(N)o: ", "Y N"),
                new Example("git 2.39 mergetool", "Use (m)odified or (d)eleted file, or (a)bort? ", "m d a"),
                new Example("hg 6.3", "keep (l)ocal, take (o)ther, or leave (u)nresolved? ", "l o u"),
                new Example("unzip 6", "replace a.txt? [y]es, [n]o, [A]ll, [N]one, [r]ename: ", "y n A N r"),
                new Example(
                        "7z 16",
                        "? (Y)es / (N)o / (A)lways / (S)kip all / A(u)to rename all / (Q)uit? ",
                        "Y N A S u Q"),
                new Example("git 2.39 am -i", "Apply? [y]es/[n]o/[e]dit/[v]iew patch/[a]ccept all: ", "y n e v a"),
                new Example("svn 1.14", "Select: (p) Postpone, (df) Show diff, (e) Edit file, (m) Merge: ", "p df e m"),
                new Example("pwsh 7", "[Y] Yes  [A] Yes to All  [N] No  [?] Help (default is \"Y\"): ", "Y A N ? | Y"),
                new Example("parted 3.5", "Fix/Ignore? ", "Fix Ignore"),
                new Example("parted 3.5", "Yes/No? ", "Yes No"),
                // phrases
                new Example(
                        "terraform 1.5",
                        "Do you want to perform these actions?\n  Terraform will perform the actions described above.\n"
                                + "  Only 'yes' will be accepted to approve.\n\n  Enter a value: ",
                        "yes no"),
                new Example("django 4.2 flush", "    Type 'yes' to continue, or 'no' to cancel: ", "yes no"),
                new Example("git-review 2.3", "Type 'yes' to confirm, other to cancel: ", "yes"),
                new Example("cryptsetup 2.6", "Are you sure? (Type 'yes' in capital letters): ", "YES"),
                new Example("apt 2.6", "To continue type in the phrase 'Yes, do as I say!'\n ?] ", "Yes,_do_as_I_say!"),
                // a lone default, a tool
                new Example("patch 2.7", "Apply anyway? [n] ", "y n | n"),
                new Example("npm 9 exec", "Ok to proceed? (y) ", "y n | y"),
                new Example("npm 9 init", "Is this OK? (yes) ", "yes no | yes"),
                new Example("e2fsck 1.47", "Clear<y>? ", "y n | y"),
                new Example("keytool 17", "Is CN=a correct?\n  [no]:  ", "yes no | no"),
                new Example("rm (coreutils 9.1)", "rm: remove regular empty file 'a'? ", "y n"),
                new Example("mv (coreutils 9.1)", "mv: replace 'b', overriding mode 0444 (r--r--r--)? ", "y n"),
                new Example("find 4.9 -ok", "< rm ... ./a > ? ", "y n"),
                new Example("rm (coreutils 9.1), de_DE", "rm: regul\u00e4re leere Datei 'f' entfernen? ", "y n"),
                new Example("rm (coreutils 9.1), fr_FR", "rm\u00a0: supprimer 'f' du type fichier vide\u00a0? ", "y n"),
                new Example(
                        "rm (coreutils 9.1), ja_JP",
                        "rm: \u901a\u5e38\u306e\u7a7a\u30d5\u30a1\u30a4\u30eb 'f' \u3092\u524a\u9664\u3057\u307e\u3059\u304b? ",
                        "y n"),
                // text
                new Example("gdb 13.1", "Reading symbols from /bin/true...\n(gdb) ", "text"),
                new Example(
                        "parted 3.5",
                        "GNU Parted 3.5\nUsing a\nWelcome to GNU Parted! Type 'help' to view a list of commands.\n(parted) ",
                        "text"),
                new Example(
                        "python 3.11",
                        "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n>>> ",
                        "text"),
                new Example(
                        "fdisk 2.38.1",
                        "Created a new partition 1 of type 'Linux' and of size 7 MiB.\n\nCommand (m for help): ",
                        "text"),
                new Example("jshell 17.0.15", "|  For an introduction type: /help intro\n\njshell> ", "text"),
                new Example(
                        "inquirer 8.7 input",
                        "\u001b[34m?\u001b[39m \u001b[1mName\u001b[22m \u001b[2m(joe)\u001b[22m\u001b[14G",
                        "text | joe"),
                new Example("clack 1.9 text", "\u2502\n\u25c6  Your name?\n\u2502  _", "text"),
                new Example("a line begun anew", "Loading\u001b[2K\u001b[1GReady? (y/n) ", "y n"),
                new Example(
                        "openssl 3 req",
                        "If you enter '.', the field will be left blank.\n-----\nCountry Name (2 letter code) [AU]:",
                        "text | AU"),
                new Example("openssl 3 req", "Common Name (e.g. server FQDN or YOUR name) []:", "text"),
                new Example(
                        "ssh-keygen 9.2",
                        "Enter file in which to save the key (/root/.ssh/id_rsa): ",
                        "text | /root/.ssh/id_rsa"),
                new Example("npm 9 init", "package name: (demo) ", "text | demo"),
                new Example("npm 9 init", "version: (1.0.0) ", "text | 1.0.0"),
                new Example("composer 2.5 init", "Package name (<vendor>/<name>) [root/app]: ", "text | root/app"),
                new Example("aws-cli 2 configure", "AWS Access Key ID [None]: ", "text"),
                new Example("fdisk 2.38", "First sector (2048-2097151, default 2048): ", "text | 2048"),
                new Example("fdisk 2.38", "Partition number (1-4, default 1): ", "1 2 3 4 | 1"),
                new Example("fdisk 2.38", "Command (m for help): ", "text"),
                new Example("chsh (shadow 4.13)", "\tLogin Shell [/bin/bash]: ", "text | /bin/bash"),
                new Example("git 2.39 https", "Username for 'https://gerrit.example.org': ", "text"),
                new Example("createuser 15", "Enter name of role to add: ", "text"),
                new Example("visudo 1.9", "What now? ", "text"),
                new Example("telnet", "\u001b[1mlogin:\u001b[0m ", "text"),
                new Example("a progress line written over", "50%\r100%\rContinue? [y/N] ", "y n | n"));
    }

    @ParameterizedTest
    @MethodSource("realPrompts")
    void promptsOfRealProgramsAreRead(Example example) {
        assertThat(summary(grammar.read(text(example.text())).orElseThrow())).isEqualTo(example.expected());
    }

    private static Stream<Rule> rules() {
        return PromptGrammar.RULES.stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachRuleIsTheFirstToReadItsExamples(Rule rule) {
        for (String example : rule.examples()) {
            Optional<String> first = PromptGrammar.RULES.stream()
                    .filter(candidate ->
                            candidate.reading().apply(text(example)).isPresent())
                    .map(Rule::name)
                    .findFirst();
            assertThat(first).as(example).contains(rule.name());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fetching…",
                "50%",
                "Fetching packages (3/10)",
                "[####      ] 40%",
                "Building [3/10]",
                "...",
                "12 MB/s",
                "Serving on 8000: ",
                "Syncing db1001: ",
                "[12:00:01] Downloading packages (3/10): "
            })
    void progressDoesNotLookLikeAQuestion(String progress) {
        assertThat(grammar.read(text(progress)).orElseThrow().certainty()).isEqualTo(Certainty.POSSIBLE);
    }

    @Test
    void aQuestionAboutAPasswordIsNoRequestForOne() {
        assertThat(summary(grammar.read(text("Change the password? [y/N]: ")).orElseThrow()))
                .isEqualTo("y n | n");
    }

    @Test
    void theLinesAboveAQuestionExplainItsKeys() {
        Prompt prompt = grammar.read(
                        text("  Y or I  : install the new one\n  N or O  : keep yours\nWhich (Y/I/N/O) [default=N] ? "))
                .orElseThrow();
        assertThat(prompt.choices())
                .containsExactly(Map.entry("install the new one", "Y"), Map.entry("keep yours", "N"));
    }

    @Test
    void whatAnEarlierQuestionWasReadFromExplainsNothing() {
        List<String> above = List.of("Type 'yes' to delete it", "1) one", "2) two", "Choose: ", "done");
        assertThat(summary(grammar.read(PromptText.of("Name: ", above, 1)).orElseThrow()))
                .isEqualTo("text");
        assertThat(grammar.read(PromptText.of("> ", above, 1)).orElseThrow().text())
                .isEqualTo("done\n>");
    }

    @Test
    void yesAndNoAreNamedInTheLanguageOfTheQuestion() {
        assertThat(grammar.read(text("Fortfahren? (j/N) ")).orElseThrow().choices())
                .containsExactly(Map.entry("ja", "j"), Map.entry("nein", "n"));
        assertThat(grammar.read(text("Continuer ? [O/n] ")).orElseThrow().choices())
                .containsExactly(Map.entry("oui", "o"), Map.entry("non", "n"));
    }

    @Test
    void aPasswordThatCanNotBeHiddenIsAskedForByItsName() {
        String asked = "Key:/usr/lib/python3.11/getpass.py:91: GetPassWarning: Can not control echo on the terminal.\n"
                + "  passwd = fallback_getpass(prompt, stream)\nWarning: Password input may be echoed.";
        assertThat(grammar.read(text(asked)).orElseThrow().text()).isEqualTo("Key:");
    }

    @Test
    void aScreenThatIsDrawnUponIsNotRead() {
        assertThat(grammar.read(text("\u001b[?1049h\u001b[2;3HGo on? [y/N]"))).isEmpty();
    }

    @Test
    void gitsOwnWordsLabelItsKeys() {
        Prompt prompt =
                grammar.read(text("(1/1) Unstage this hunk [y,n,q,a,d,e,?]? ")).orElseThrow();
        assertThat(prompt.choices())
                .containsEntry("unstage this hunk", "y")
                .containsEntry("do not unstage this hunk", "n")
                .containsEntry("manually edit the current hunk", "e");
    }

    @Test
    void keysInBracketsAreLabelledByTheirWords() {
        Prompt prompt = grammar.read(text("? (Y)es / (S)kip all / A(u)to rename all / (Q)uit? "))
                .orElseThrow();
        assertThat(prompt.choices())
                .containsExactly(
                        Map.entry("Yes", "Y"),
                        Map.entry("Skip all", "S"),
                        Map.entry("Auto rename all", "u"),
                        Map.entry("Quit", "Q"));
    }

    @Test
    void aLineWithoutEndIsReadInNoTime() {
        String endless = "[y/".repeat(2_000_000);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> grammar.read(text(endless)));
    }

    private static PromptText text(String printed) {
        List<String> lines = new ArrayList<>(List.of(printed.split("\n", -1)));
        String last = lines.remove(lines.size() - 1);
        return PromptText.of(last, lines, lines.size());
    }

    private static String summary(Prompt prompt) {
        String answers = switch (prompt.type()) {
            case SECRET -> "secret";
            case TEXT -> "text";
            case CHOICES ->
                prompt.choices().values().stream().map(PromptGrammarTest::shown).collect(Collectors.joining(" "));
        };
        return answers + prompt.fallback().map(key -> " | " + shown(key)).orElse("");
    }

    private static String shown(String key) {
        return key.isEmpty() ? "\"\"" : key.replace(' ', '_');
    }
}
