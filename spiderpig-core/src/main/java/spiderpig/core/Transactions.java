package spiderpig.core;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.persistence.sessions.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Runs pieces of work against the database. A writing transaction holds the database's write lock from its first read on, so
 * what it has read stays true until it commits: rules are plain code, and of two writers one comes after the other.
 *
 * <p>Safe for any number of threads and, since the lock is the database's, for any number of processes.
 */
final class Transactions {
    /** SQLite's result code for a lock that was not had within the busy time-out. */
    private static final int SQLITE_BUSY = 5;

    /** Each attempt has waited for the whole busy time-out already, so more of them would only hide what is wrong. */
    private static final int ATTEMPTS = 3;

    private final EntityManagerFactory factory;
    private final ChangeSignal changes;
    private final Clock clock;

    Transactions(EntityManagerFactory factory, ChangeSignal changes, Clock clock) {
        this.factory = factory;
        this.changes = changes;
        this.clock = clock;
    }

    /** Runs work that changes nothing. It waits for no writer. */
    static <T extends @Nullable Object> T read(EntityManagerFactory factory, Function<EntityManager, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            return work.apply(entities);
        }
    }

    /** Runs work that changes nothing. It waits for no writer. */
    <T extends @Nullable Object> T read(Function<EntityManager, T> work) {
        return read(factory, work);
    }

    /**
     * Runs work that may change things; all of it is committed, or, if it throws, nothing. May run it again from the start if the
     * lock was not to be had, so it must not do anything outside the database.
     */
    <T extends @Nullable Object> T write(Function<WriteTransaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return writeOnce(work);
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !isBusy(e)) {
                    throw e;
                }
            }
        }
    }

    /** {@link #write} for work without a result. */
    void run(Consumer<WriteTransaction> work) {
        write(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    private <T extends @Nullable Object> T writeOnce(Function<WriteTransaction, T> work) {
        T result;
        WriteTransaction transaction;
        try (EntityManager entities = factory.createEntityManager()) {
            entities.getTransaction().begin();
            try {
                // Left alone, EclipseLink reads outside the transaction until the first write.
                entities.unwrap(UnitOfWork.class).beginEarlyTransaction();
                transaction = new WriteTransaction(entities, clock.instant().truncatedTo(ChronoUnit.MICROS));
                result = work.apply(transaction);
                entities.getTransaction().commit();
            } catch (RuntimeException | Error e) { // or the lock would be held for ever
                rollBack(entities, e);
                throw e;
            }
        }
        // Only now, so that whoever is told finds what was committed.
        transaction.change().ifPresent(changes::publish);
        return result;
    }

    private static void rollBack(EntityManager entities, Throwable cause) {
        try {
            if (entities.getTransaction().isActive()) {
                entities.getTransaction().rollback();
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private static boolean isBusy(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (sql.getErrorCode() & 0xff) == SQLITE_BUSY) {
                return true;
            }
        }
        return false;
    }
}
