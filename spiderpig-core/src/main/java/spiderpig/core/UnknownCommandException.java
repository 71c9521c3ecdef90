package spiderpig.core;

import java.util.Collection;

/** There is no command of that name. */
public final class UnknownCommandException extends RuntimeException {
    UnknownCommandException(String command, Collection<String> known) {
        super("There is no command \"" + command + "\"; there " + (known.size() == 1 ? "is " : "are ")
                + (known.isEmpty() ? "none" : String.join(", ", known)));
    }
}
