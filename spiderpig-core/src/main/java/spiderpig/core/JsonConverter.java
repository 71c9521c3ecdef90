package spiderpig.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that are only ever read and written whole, as JSON text. Public only for Jakarta Persistence, which makes the converters.
 *
 * <p>The subclasses, not this class, implement {@link AttributeConverter}: EclipseLink looks for the type arguments there only.
 */
public abstract class JsonConverter<T> {
    /** Tolerates fields of a later version, so that a downgrade within one schema version can read what it needs. */
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final TypeReference<T> type;

    JsonConverter(TypeReference<T> type) {
        this.type = type;
    }

    /** See {@link AttributeConverter#convertToDatabaseColumn}. */
    public @Nullable String convertToDatabaseColumn(@Nullable T value) {
        try {
            return value == null ? null : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Can't write as JSON: " + value, e);
        }
    }

    /** See {@link AttributeConverter#convertToEntityAttribute}. */
    public @Nullable T convertToEntityAttribute(@Nullable String text) {
        try {
            return text == null ? null : JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Not the JSON that was written: " + text, e);
        }
    }

    @Converter
    public static final class OfParameters extends JsonConverter<Map<String, ParameterValue>>
            implements AttributeConverter<Map<String, ParameterValue>, String> {
        /** Called by Jakarta Persistence. */
        public OfParameters() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    public static final class OfTexts extends JsonConverter<List<String>>
            implements AttributeConverter<List<String>, String> {
        /** Called by Jakarta Persistence. */
        public OfTexts() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    public static final class OfChoices extends JsonConverter<List<Choice>>
            implements AttributeConverter<List<Choice>, String> {
        /** Called by Jakarta Persistence. */
        public OfChoices() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    public static final class OfProgress extends JsonConverter<Progress>
            implements AttributeConverter<Progress, String> {
        /** Called by Jakarta Persistence. */
        public OfProgress() {
            super(new TypeReference<>() {});
        }
    }
}
