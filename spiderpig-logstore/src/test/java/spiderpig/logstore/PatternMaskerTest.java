package spiderpig.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PatternMaskerTest {
    private static final String SECRET = "s3cr3t-Value";

    /** Lines in which the secret stands between « and »: only that is to be masked. */
    static List<String> linesWithSecrets() {
        return List.of(
                "password=«hunter2»",
                "Password: «hunter2»",
                "DB_PASSWORD=«hunter2» starting",
                "mysql --user=root --password=«hunter2» -h db1",
                "mysqldump --password «hunter2» wiki",
                "{\"user\":\"alice\",\"password\":\"«hun\\\"ter 2»\",\"port\":3306}",
                "{\\\"password\\\":\\\"«hunter2»\\\",\\\"port\\\":1}",
                "'passwd' => '«hunter2»',",
                "$wgDBpassword = '«hunter2»';",
                "config['secret'] = \"«hunter2»\"",
                "{'token': b'«hunter2»'}",
                "connect(host=db1, password=«hunter2», user=wiki)",
                "jdbc:mysql://db1/wiki?user=root&password=«hun;ter&2»&useSSL=true",
                "Server=db1;Pwd=x;Password=«hunter2»;Database=wiki",
                "<password>«hunter2»</password>",
                "<entry key=\"apiKey\">«hunter2»</entry>",
                "export API_KEY=«0123456789abcdef»",
                "api-key: «0123456789abcdef»",
                "X-Auth-Token: «0123456789abcdef»",
                "PRIVATE-TOKEN: «0123456789abcdef»",
                "//registry.npmjs.org/:_authToken=«0123456789abcdef»",
                "AWS_SECRET_ACCESS_KEY=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»",
                "clientSecret: «abc»",
                "{\"secretKey\": \"«abc»\"}",
                "spring.datasource.password=«abc»",
                "password2=«abc»",
                "SECRET_KEY_BASE: «abc»",
                "PGPASSWORD=«hunter2» psql",
                "REDIS_PASS=«hunter2»",
                "Authorization: Basic «dXNlcjpwYXNz»",
                "> authorization: bearer «abcdef»",
                "curl -H 'Authorization: Bearer «abc.def-123»' https://example.org/",
                "{\"Authorization\": \"Bearer «abc.def-123»\", \"Accept\": \"*/*\"}",
                "Proxy-Authorization: Digest «username=\"a\", realm=\"b\", response=\"c\"»",
                "using Bearer «0123456789» for the upload",
                "Set-Cookie: «session=abc; Path=/; HttpOnly»",
                "Cloning https://alice:«hunter2»@gerrit.example.org/r/core",
                "https://alice:«hun/ter2»@gerrit.example.org/r/core",
                "redis://:«hunter2»@cache1:6379/0",
                "fetch https://«0123456789abcdef0123456789abcdef01234567»@github.com/x/y",
                "postgresql://wiki:«p@ss»@db1:5432/wiki",
                "key «AKIAIOSFODNN7EXAMPLE» used",
                "«AIzaSyA1234567890abcdefghijklmnopqrstuv»",
                "remote: «ghp_0123456789abcdefghijABCDEFGHIJ012345»",
                "«github_pat_0123456789abcdefghij_ABCDEFGHIJ»",
                "«glpat-0123456789abcdefghij»",
                "posted with «xoxb-123456789012-abcdefghij»",
                "https://«hooks.slack.com/services/T000/B000/XXXXXXXXXXXXXXXX»",
                "jwt «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N» ok",
                "arc --conduit-token «api-abcdefghijklmnopqrstuvwxyz23»");
    }

    @ParameterizedTest
    @MethodSource("linesWithSecrets")
    void onlyTheSecretIsMasked(String line) {
        String printed = line.replaceAll("[«»]", "");
        String masked = line.replaceAll("«.*»", Masker.MASK);
        assertThat(PatternMasker.builtIn().mask(printed)).isEqualTo(masked);
        assertThat(PatternMasker.builtIn().mask("before\n" + printed + "\nafter"))
                .isEqualTo("before\n" + masked + "\nafter");
        assertThat(PatternMasker.builtIn().mask(printed + "\r\n")).isEqualTo(masked + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Downloading from central: https://repo.maven.apache.org/maven2/com/google/re2j/re2j-1.8.pom",
                "Cloning into ssh://git@github.com:22/wikimedia/scap",
                "http://localhost:8888/jobs/1@2",
                "http://[::1]:8888/a@b",
                "file:///C:/users/a@b",
                "mail alice@example.org: done",
                "max_tokens=4096, tokenizer: bert, tokens: 17",
                "Enter password: ",
                "Password for alice:",
                "the secretary: bob",
                "password: ********",
                "\"password\": null, \"token\": false",
                "the bearer of this letter",
                "bearer authentication failed",
                "pass: 12, fail: 3",
                "PWD=/srv/mediawiki",
                "src/token.rs:12:5: error: expected one of",
                "lib/password_test.go:12: undefined",
                "INFO o.e.security.TokenService : Started in 12 ms",
                "AKIA is a prefix, ghp_ another, xoxb- too",
                "-----BEGIN CERTIFICATE-----",
                "commit 0123456789abcdef0123456789abcdef01234567",
                "12:34:56 [php] Checked 2,345 files in 1.234s (99%)",
                "mask ••• stays"
            })
    void whatIsNoSecretIsReadable(String line) {
        assertThat(PatternMasker.builtIn().mask(line)).isEqualTo(line);
    }

    @Test
    void aPrivateKeyIsMaskedOverItsLinesAndKeepsTheirNumber() {
        String body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        String text = "a\n-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n" + body + "\n" + body
                + "\nshort==\n-----END RSA PRIVATE KEY-----\nb\n";
        assertThat(PatternMasker.builtIn().mask(text))
                .isEqualTo(
                        "a\n-----BEGIN RSA PRIVATE KEY-----\n•••\n\n•••\n•••\n•••\n-----END RSA PRIVATE KEY-----\nb\n");
    }

    @Test
    void aPrivateKeyInOneLineIsMasked() {
        assertThat(PatternMasker.builtIn()
                        .mask("key: \"-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----\\n\", next"))
                .doesNotContain("abc")
                .endsWith(", next");
    }

    @Test
    void aPrivateKeyThatBreaksOffMasksNoMoreThanItself() {
        String body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        assertThat(PatternMasker.builtIn()
                        .mask("-----BEGIN PRIVATE KEY-----\n" + body + "\nsyncing done: 3 hosts\nok\n"))
                .isEqualTo("-----BEGIN PRIVATE KEY-----\n•••\nsyncing done: 3 hosts\nok\n");
        assertThat(PatternMasker.builtIn().mask("no -----BEGIN PRIVATE KEY----- here\nWARN: skipped\n"))
                .endsWith("\nWARN: skipped\n");
    }

    @Test
    void configuredPatternsMaskTheirGroup() {
        PatternMasker masker = PatternMasker.of(
                List.of(
                        "pin (\\d+)",
                        "badge (?:no|number) (?P<secret>\\w+) of (\\w+)",
                        "[0-9]{4}-[0-9]{4}",
                        "(?i)übung=\\S+"),
                List.of());
        assertThat(masker.mask("é pin 1234, badge no x7 of bob, 1234-5678 ÜBUNG=ß!"))
                .isEqualTo("é pin •••, badge no ••• of bob, ••• •••");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "badge (\\d+); badge ",
                "(?i)badge=x; badge=x",
                "(?i)password; word",
                "(?i)token: ; en: ",
                "x+; x",
                "a?b*(c|d); -",
                "id=(?:abcde|xy)(fghij)+k; fghij",
                "id=(?P<secret>abcdef)?; id=",
                "abcd|efgh; -",
                "abcde*fghi; abcd",
                "[abcdef]]ghij\\.[[:alpha:]\\]]; ]ghij.",
                "abcd{2,3}efgh; efgh",
                "a{b|c}defgh; -",
                "(?i:abcdef); -",
                "abc\\x64efgh; -",
                "übung; bung"
            },
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false)
    void whatAPatternRequiresIsReadFromIt(String pattern, String required) {
        assertThat(" " + RequiredTextReader.read(pattern, true).longestWord())
                .isEqualTo("-".equals(required.strip()) ? " " : required);
    }

    @Test
    void aPatternIsAppliedToBytesThatAreNoUtf8() {
        PatternMasker masker = PatternMasker.of(List.of("pin (\\d+)"), List.of());
        byte[] latin = "caf\u00e9pin 1234\n\u00fc".getBytes(StandardCharsets.ISO_8859_1);
        List<String> found = new ArrayList<>();
        masker.find(
                latin,
                0,
                latin.length,
                (from, to) -> found.add(new String(latin, from, to - from, StandardCharsets.ISO_8859_1)));
        assertThat(found).containsExactly("1234");
    }

    @Test
    void aBadPatternIsNamed() {
        assertThatThrownBy(() -> PatternMasker.of(List.of("fine", "(broken"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"(broken\"")
                .hasMessageContaining("missing closing )");
    }

    @Test
    void knownValuesAreFoundAsShellsAndJsonQuoteThem() {
        String secret = "it's \"a\" $ecret\\";
        PatternMasker masker = PatternMasker.of(List.of(), List.of(secret));
        for (String form : List.of(
                secret,
                "it'\\''s \"a\" $ecret\\",
                "it'\"'\"'s \"a\" $ecret\\",
                "it\\'s\\ \\\"a\\\"\\ \\$ecret\\\\",
                "it's \\\"a\\\" \\$ecret\\\\",
                "it's \\\"a\\\" $ecret\\\\",
                "it%27s%20%22a%22%20%24ecret%5C",
                "it%27s+%22a%22+%24ecret%5C")) {
            assertThat(masker.mask("[" + form + "]")).as(form).isEqualTo("[" + Masker.MASK + "]");
        }
    }

    @Test
    void knownValuesAreFoundInBase64WhateverStandsAroundThem() {
        PatternMasker masker = PatternMasker.of(List.of(), List.of(SECRET));
        for (String before : List.of("", "u", "ur", "user:", "\u00e4\u00f6")) {
            for (String after : List.of("", "x", "xy", "xyz")) {
                byte[] whole = (before + SECRET + after).getBytes(StandardCharsets.UTF_8);
                for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                    String masked = masker.mask(encoder.encodeToString(whole));
                    assertThat(masked).contains(Masker.MASK);
                    int prefix = before.getBytes(StandardCharsets.UTF_8).length * 8 / 6;
                    int suffix = after.length() * 8 / 6 + 3;
                    assertThat(masked.length()).isLessThanOrEqualTo(prefix + Masker.MASK.length() + suffix);
                }
            }
        }
    }

    @Test
    void eachLineOfAKnownValueIsASecret() {
        PatternMasker masker = PatternMasker.of(List.of(), List.of("first line\n  second line\nx\n"));
        assertThat(masker.mask("> first line\n> second line\n> x")).isEqualTo("> •••\n> •••\n> x");
    }

    @Test
    void knownValuesMayOverlapThemselvesAndEachOther() {
        PatternMasker masker = PatternMasker.of(List.of(), List.of("aaaa", "abcd", "cdef", "ab"));
        assertThat(masker.mask("-aaaaaa-")).isEqualTo("-•••-");
        assertThat(masker.mask("-abcdef-ab-")).isEqualTo("-•••-ab-");
    }

    @Test
    void masksWithinABlockOfBytesAsFarAsItIsTold() {
        byte[] text = ("password=abc " + SECRET + " password=def").getBytes(StandardCharsets.UTF_8);
        PatternMasker masker = PatternMasker.of(List.of(), List.of(SECRET));
        for (int from = 0; from <= text.length; from++) {
            for (int to = from; to <= text.length; to++) {
                int begin = from;
                int end = to;
                masker.find(
                        text,
                        from,
                        to,
                        (start, stop) -> assertThat(begin <= start && start <= stop && stop <= end)
                                .isTrue());
                byte[] alone = Arrays.copyOfRange(text, from, to);
                assertThat(found(masker, alone, 0, alone.length, 0)).isEqualTo(found(masker, text, from, to, from));
            }
        }
    }

    private static List<String> found(Masker masker, byte[] text, int from, int to, int base) {
        List<String> found = new ArrayList<>();
        masker.find(text, from, to, (start, end) -> found.add((start - base) + "-" + (end - base)));
        found.sort(null);
        return found;
    }
}
