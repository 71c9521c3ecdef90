package spiderpig.core;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue of what may be started. Immutable, so safe for any number of threads. */
public final class Commands {
    private final Map<String, Command> byName;

    private Commands(Map<String, Command> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    /**
     * A catalogue that keeps the order given.
     *
     * @throws IllegalArgumentException if two commands have one name
     */
    public static Commands of(List<Command> commands) {
        Map<String, Command> byName = new LinkedHashMap<>();
        for (Command command : commands) {
            if (byName.put(command.name(), command) != null) {
                throw new IllegalArgumentException("there are two commands \"" + command.name() + "\"");
            }
        }
        return new Commands(byName);
    }

    public Collection<Command> all() {
        return byName.values();
    }

    public Optional<Command> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The command of that name.
     *
     * @throws UnknownCommandException if there is none
     */
    public Command get(String name) {
        return find(name).orElseThrow(() -> new UnknownCommandException(name, byName.keySet()));
    }
}
