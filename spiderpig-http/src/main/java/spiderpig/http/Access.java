package spiderpig.http;

/**
 * Who may do what. Asked at every request, so that a right that is taken away is gone at once. Must be safe for several
 * threads, and quick: a look-up that takes long is to be remembered for a while.
 */
@FunctionalInterface
public interface Access {
    /** What somebody may do who has proved to be the user of that name on this host. */
    User user(String name);

    /** The user who started the server acts and may unmask; everyone else may look. */
    static Access ofStarter(String starter) {
        return name -> new User(name, name.equals(starter), name.equals(starter));
    }
}
