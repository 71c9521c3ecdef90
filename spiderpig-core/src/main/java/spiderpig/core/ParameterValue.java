package spiderpig.core;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * What was given for one parameter of a command: one text, or a list of texts. In JSON a string or an array of strings.
 *
 * @param list whether it was given as a list; if not, {@code values} has one element
 * @param values the texts, in the order given
 */
public record ParameterValue(boolean list, List<String> values) {
    public ParameterValue {
        values = List.copyOf(values);
        if (!list && values.size() != 1) {
            throw new IllegalArgumentException("A single value can't be " + values.size() + " values");
        }
    }

    public static ParameterValue of(String value) {
        return new ParameterValue(false, List.of(value));
    }

    public static ParameterValue of(List<String> values) {
        return new ParameterValue(true, values);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ParameterValue fromJson(Object json) {
        return json instanceof List<?> values
                ? of(values.stream().map(String.class::cast).toList())
                : of((String) json);
    }

    @JsonValue
    Object toJson() {
        return list ? values : values.get(0);
    }
}
