package spiderpig.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import spiderpig.core.Jobs;
import spiderpig.logstore.LogStore;

/**
 * The feeds of the logs that are being viewed, one for all viewers of a log who see the same of it.
 *
 * <p>Safe for any number of threads.
 */
final class LogFeeds {
    private final Jobs jobs;
    private final LogStore store;
    private final CommitWatch commits;
    private final ScheduledExecutorService executor;
    private final ConcurrentHashMap<Key, LogFeed> feeds = new ConcurrentHashMap<>();

    private record Key(long log, boolean unmasked) {}

    LogFeeds(Jobs jobs, LogStore store, CommitWatch commits, ScheduledExecutorService executor) {
        this.jobs = jobs;
        this.store = store;
        this.commits = commits;
        this.executor = executor;
    }

    /**
     * The feed to join. If its last viewer leaves in between it is forgotten here, but still works for the one who joins; only
     * those who come later share another.
     */
    LogFeed feed(long log, boolean unmasked) {
        Key key = new Key(log, unmasked);
        return feeds.computeIfAbsent(
                key, absent -> new LogFeed(log, unmasked, jobs, store, commits, executor, () -> feeds.remove(key)));
    }
}
