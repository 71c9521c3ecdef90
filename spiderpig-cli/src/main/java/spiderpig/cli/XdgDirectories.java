package spiderpig.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where this user's files belong, by the XDG Base Directory Specification.
 *
 * @param environment of the process
 */
record XdgDirectories(Map<String, String> environment) {
    static XdgDirectories ofThisProcess() {
        return new XdgDirectories(System.getenv());
    }

    /** For what is kept between two runs. */
    Path state() {
        return directory("XDG_STATE_HOME", ".local/state");
    }

    /** For what the user sets. */
    Path configuration() {
        return directory("XDG_CONFIG_HOME", ".config");
    }

    /** The specification says that a relative path is to be ignored. */
    private Path directory(String variable, String belowHome) {
        String given = environment.getOrDefault(variable, "");
        return given.startsWith("/") ? Path.of(given) : home().resolve(belowHome);
    }

    /** As the shell has it: Java's own "user.home" comes from the list of users, whatever {@code HOME} says. */
    private Path home() {
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.startsWith("/") ? home : System.getProperty("user.home"));
    }
}
