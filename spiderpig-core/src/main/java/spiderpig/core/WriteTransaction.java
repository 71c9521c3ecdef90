package spiderpig.core;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction that holds the write lock has at hand. It is about one job, or about none. Used by one thread, and
 * not after the transaction.
 */
final class WriteTransaction {
    private final EntityManager entities;
    private final Instant now;
    private @Nullable Change change;

    WriteTransaction(EntityManager entities, Instant now) {
        this.entities = entities;
        this.now = now;
    }

    EntityManager entities() {
        return entities;
    }

    /** One time for all that happens in this transaction. */
    Instant now() {
        return now;
    }

    /** Takes the revision of this transaction, and lets {@link ChangeSignal} tell of the job once it is committed. */
    long change(long job) {
        if (change == null) {
            change = new Change(entities.find(Revision.class, Revision.ID).next(), job);
        } else if (change.job() != job) {
            throw new IllegalStateException("One transaction is about one job, not " + change.job() + " and " + job);
        }
        return change.revision();
    }

    Optional<Change> change() {
        return Optional.ofNullable(change);
    }

    /** The job of that id, to be changed: it gets this transaction's revision. */
    Job changing(long job) {
        Job found = get(job);
        found.revision(change(job));
        return found;
    }

    /**
     * The job of that id, to be looked at.
     *
     * @throws JobNotFoundException if there is none
     */
    Job get(long job) {
        Job found = entities.find(Job.class, job);
        if (found == null) {
            throw new JobNotFoundException(job);
        }
        return found;
    }
}
