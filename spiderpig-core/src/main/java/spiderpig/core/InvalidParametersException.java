package spiderpig.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What was given for a command's parameters can't be used. */
public final class InvalidParametersException extends RuntimeException {
    private final transient Map<String, String> errors;

    InvalidParametersException(String command, Map<String, String> errors) {
        super("Can't start \"" + command + "\": "
                + errors.entrySet().stream()
                        .map(error -> error.getKey() + " " + error.getValue())
                        .collect(Collectors.joining("; ")));
        this.errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
    }

    /** Name of the parameter → what is wrong with it, as the end of a sentence: "must be given". */
    public Map<String, String> errors() {
        return errors;
    }
}
