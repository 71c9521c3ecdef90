package spiderpig.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import spiderpig.cli.YamlNode.Position;

/** The configuration file can't be used. The message is a sentence that says where and why. */
final class ConfigurationException extends RuntimeException {
    ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param problem what is wrong there, without a full stop */
    ConfigurationException(Path file, Position position, String problem) {
        this(file, position, problem, null);
    }

    ConfigurationException(Path file, Position position, String problem, @Nullable Throwable cause) {
        super("%s, line %d, column %d: %s.".formatted(file, position.line(), position.column(), problem), cause);
    }
}
