package spiderpig.http;

import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers that depend on nothing but the database until its next commit, so that a thousand pollers cost no more than
 * one.
 *
 * <p>Why no answer is out of date: an answer belongs to the generation of a revision that was known <em>before</em> it was
 * read from the database, and is given only while that revision is still the last one known. A commit of this process is known
 * before whoever asked for it is told, so everybody finds their own changes; one of another process is known when
 * {@link CommitWatch} has looked.
 *
 * <p>Safe for any number of threads.
 */
final class ResponseCache {
    private static final int MAX_ENTRIES = 500;
    private static final int MAX_BYTES = 64 * 1024;

    private final CommitWatch commits;
    private volatile Generation generation = new Generation(-1, new ConcurrentHashMap<>());

    private record Generation(long revision, ConcurrentMap<String, Response> answers) {}

    ResponseCache(CommitWatch commits) {
        this.commits = commits;
    }

    /** The answer kept for this path and query, if it is still good. */
    @Nullable
    Response find(String key) {
        Generation current = current();
        return current == null ? null : current.answers().get(key);
    }

    /** Makes an answer, and keeps it for as long as it is good. */
    Response keep(String key, Supplier<Response> answer) {
        Generation before = current();
        Response made = answer.get();
        if (before != null
                && before.answers().size() < MAX_ENTRIES
                && made.body() instanceof Body.Bytes body
                && body.bytes().length <= MAX_BYTES) {
            before.answers().put(key, made);
        }
        return made;
    }

    private @Nullable Generation current() {
        OptionalLong revision = commits.revision();
        if (revision.isEmpty()) {
            return null; // what the database says now is not known
        }
        Generation current = generation;
        if (current.revision() != revision.getAsLong()) {
            // Two threads may each begin one; the one that is lost only costs its answers.
            current = new Generation(revision.getAsLong(), new ConcurrentHashMap<>());
            generation = current;
        }
        return current;
    }
}
