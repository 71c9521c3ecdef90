package spiderpig.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import spiderpig.core.Interaction;
import spiderpig.core.Interactions;
import spiderpig.core.Job;
import spiderpig.core.JobStatus;
import spiderpig.core.Jobs;
import spiderpig.core.Subscription;
import spiderpig.logstore.Masker;

/**
 * Jobs and questions, whole, whenever they change. A position is a revision: all that was committed up to it has been seen.
 * What changed twice since is told once, as it stands.
 *
 * <p>Why nothing is lost: the last revision is read first, and all that is read after it shows at least that commit; what
 * is newer is left for the next batch, because its other half may not have been read. Why nothing is repeated: an event
 * carries its revision as id as soon as all events of that revision are out, so a viewer who is cut off comes back behind it.
 */
final class ChangeFeed extends EventFeed {
    /** Where viewers begin who have seen nothing: with what is going on. */
    static final long START = -1;

    private static final int PAGE = 200;

    /** How often the beginning is read again because something was committed meanwhile. */
    private static final int ATTEMPTS = 3;

    private final Jobs jobs;
    private final Interactions interactions;
    private final CommitWatch commits;
    private final Masker masker;
    private Subscription subscription = () -> {};

    ChangeFeed(
            Jobs jobs,
            Interactions interactions,
            CommitWatch commits,
            Masker masker,
            ScheduledExecutorService executor) {
        super(executor);
        this.jobs = jobs;
        this.interactions = interactions;
        this.commits = commits;
        this.masker = masker;
    }

    private record Event(long revision, String name, Object view) {}

    @Override
    void begin() {
        subscription = commits.subscribe(this::wake);
    }

    @Override
    void end() {
        subscription.close();
    }

    @Override
    boolean hasMore(long position) {
        return commits.isAfter(position);
    }

    @Override
    Batch render(long position) {
        return position == START ? beginning() : changes(position);
    }

    private Batch beginning() {
        List<Event> events;
        long revision;
        int attempt = 0;
        do {
            revision = jobs.revision();
            events = current();
            attempt++;
            // If there was a commit meanwhile, the same job would come twice: here, and as a change.
        } while (jobs.revision() != revision && attempt < ATTEMPTS);
        ServerSentEvents out = new ServerSentEvents();
        for (Event event : events) {
            out.event(event.name(), Json.bytes(event.view()));
        }
        out.id(revision);
        return new Batch(out.bytes(), revision, false, false);
    }

    private List<Event> current() {
        List<Event> events = new ArrayList<>();
        for (Job job : jobs.current()) {
            events.add(event(job));
            if (job.status() != JobStatus.COMPLETE) {
                interactions.pending(job.id()).map(this::event).ifPresent(events::add);
            }
        }
        return events;
    }

    private Batch changes(long position) {
        long revision = jobs.revision();
        if (revision <= position) {
            return Batch.nothing(position);
        }
        List<Job> changedJobs = jobs.changedSince(position, PAGE);
        long horizon = changedJobs.size() < PAGE
                ? revision
                : Math.min(revision, lastOf(changedJobs).revision());
        List<Interaction> changedInteractions;
        long whole;
        int limit = PAGE;
        do {
            changedInteractions = interactions.changedSince(position, limit);
            // Of the last revision on a full page some may be missing, and it may be the only one: a job that ends
            // withdraws
            // all its open questions at once.
            whole = changedInteractions.size() < limit
                    ? revision
                    : lastOf(changedInteractions).revision() - 1;
            limit *= 2;
        } while (whole <= position);
        long end = Math.min(horizon, whole);
        List<Event> events = new ArrayList<>();
        changedJobs.forEach(job -> events.add(event(job)));
        changedInteractions.forEach(interaction -> events.add(event(interaction)));
        events.removeIf(event -> event.revision() > end);
        events.sort(Comparator.comparingLong(Event::revision));
        return new Batch(render(events, end), end, end < revision, false);
    }

    private static <T> T lastOf(List<T> list) {
        return list.get(list.size() - 1);
    }

    private static byte[] render(List<Event> events, long end) {
        ServerSentEvents out = new ServerSentEvents();
        long told = -1;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            boolean lastOfRevision = i + 1 == events.size() || events.get(i + 1).revision() > event.revision();
            byte[] json = Json.bytes(event.view());
            if (lastOfRevision) {
                told = event.revision();
                out.event(event.name(), json, told);
            } else {
                out.event(event.name(), json);
            }
        }
        if (told != end) {
            out.id(end);
        }
        return out.bytes();
    }

    private Event event(Job job) {
        return new Event(job.revision(), "job", JobView.of(job, masker));
    }

    private Event event(Interaction interaction) {
        return new Event(interaction.revision(), "interaction", InteractionView.of(interaction, masker));
    }
}
