package spiderpig.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Command;
import spiderpig.logstore.Masker;
import spiderpig.logstore.PatternMasker;

/**
 * What must not be seen, beside what looks like a secret anyway.
 *
 * @param patterns regular expressions in the syntax of RE2, all valid
 * @param secrets names of environment variables whose values are secret
 */
record Masking(List<String> patterns, List<String> secrets) {
    static final Masking NONE = new Masking(List.of(), List.of());

    Masking {
        patterns = List.copyOf(patterns);
        secrets = List.copyOf(secrets);
    }

    /**
     * Knows the values that jobs can have: those of the server, which they inherit, and those that their commands set. A
     * variable that none of them has is no secret that anyone could print.
     */
    Masker masker(Map<String, String> environment, Collection<Command> commands) {
        List<String> values = Stream.concat(
                        Stream.of(environment), commands.stream().map(Command::environment))
                .flatMap(variables -> secrets.stream().map(variables::get).flatMap(Masking::present))
                .toList();
        return PatternMasker.of(patterns, values);
    }

    private static Stream<String> present(@Nullable String value) {
        return Stream.ofNullable(value);
    }
}
