package spiderpig.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the headers that name media types. */
final class MediaTypes {
    private static final String ANY = "*/*";

    private MediaTypes() {}

    /** Whether this type is among those that an {@code Accept} header asks for. */
    static boolean accepts(String accept, String type) {
        if (type.equals(ANY)) {
            return true;
        }
        String range = type.substring(0, type.indexOf('/')) + "/*";
        for (String entry : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String wanted = withoutParameters(entry);
            if ((wanted.equals(ANY) || wanted.equals(range) || wanted.equals(type))
                    && !entry.matches(".*;\\s*q=0(\\.0*)?\\s*")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a {@code Content-Type} header says that the body is JSON in UTF-8. */
    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String lower = contentType.toLowerCase(Locale.ROOT);
        return withoutParameters(lower).equals(Response.JSON)
                && (!lower.contains("charset=") || lower.matches(".*charset=\"?utf-8\"?.*"));
    }

    private static String withoutParameters(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip();
    }
}
