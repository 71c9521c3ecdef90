package spiderpig.http;

/**
 * Someone who has logged in. Whoever has may look.
 *
 * @param name as the deploy host knows them
 * @param mayRespond whether they may act: start jobs, answer questions, cancel
 * @param mayUnmask whether they may read logs with the secrets in them
 */
public record User(String name, boolean mayRespond, boolean mayUnmask) {
    public User {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A user has a name");
        }
    }
}
