package spiderpig.core;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.SharedCacheMode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The jobs and their questions in one SQLite file. Several processes may have the same file open.
 *
 * <p>Safe for any number of threads, and so is everything it hands out.
 */
public final class Database implements AutoCloseable {
    /** A writer and a few readers; SQLite lets no more than one write at a time. */
    private static final int CONNECTIONS = 4;

    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private final HikariDataSource pool;
    private final EntityManagerFactory factory;
    private final ChangeSignal changes;
    private final Transactions transactions;
    private final Jobs jobs;
    private final Interactions interactions;

    private Database(HikariDataSource pool, EntityManagerFactory factory, Commands commands, Clock clock) {
        this.pool = pool;
        this.factory = factory;
        this.changes = new ChangeSignal(Transactions.read(
                factory, entities -> entities.find(Revision.class, Revision.ID).value()));
        this.transactions = new Transactions(factory, changes, clock);
        this.jobs = new Jobs(transactions, commands);
        this.interactions = new Interactions(transactions);
    }

    /**
     * Opens the file, creates it if it is not there, and brings it to the current schema.
     *
     * @param commands what may be started; jobs of other commands stay in the history
     * @throws NewerSchemaException if a later version of this program has written it
     * @throws DatabaseException if it can't be opened or is no such database
     */
    public static Database open(Path file, Commands commands, Clock clock) {
        SqliteLibrary.load();
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(pool(file));
        } catch (RuntimeException e) {
            throw new DatabaseException("Can't open the database " + file, e);
        }
        try {
            Schema.migrate(pool, file);
            return new Database(pool, factory(pool), commands, clock);
        } catch (SQLException e) {
            pool.close();
            throw new DatabaseException("Can't open the database " + file, e);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    public Jobs jobs() {
        return jobs;
    }

    public Interactions interactions() {
        return interactions;
    }

    Transactions transactions() {
        return transactions;
    }

    public ChangeSignal changes() {
        return changes;
    }

    @Override
    public void close() {
        try (pool) {
            factory.close();
        }
    }

    private static HikariConfig pool(Path file) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // A commit survives the death of the process; one that a power cut takes back had jobs that the cut took too.
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        sqlite.enforceForeignKeys(true);
        sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("database");
        pool.setDataSource(source);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(1);
        return pool;
    }

    private static EntityManagerFactory factory(HikariDataSource pool) {
        return new PersistenceConfiguration("spiderpig")
                .provider("org.eclipse.persistence.jpa.PersistenceProvider")
                .transactionType(PersistenceUnitTransactionType.RESOURCE_LOCAL)
                .managedClass(Job.class)
                .managedClass(Interaction.class)
                .managedClass(Intervention.class)
                .managedClass(Revision.class)
                .managedClass(InstantConverter.class)
                .managedClass(JsonConverter.OfParameters.class)
                .managedClass(JsonConverter.OfTexts.class)
                .managedClass(JsonConverter.OfChoices.class)
                .managedClass(JsonConverter.OfProgress.class)
                // Another process may have changed what a cache still holds.
                .sharedCacheMode(SharedCacheMode.NONE)
                .property("jakarta.persistence.nonJtaDataSource", pool)
                .property("eclipselink.target-database", SqlitePlatform.class.getName())
                .property("eclipselink.weaving", "false")
                .property("eclipselink.logging.logger", "JavaLogger")
                // What it warns of it also throws, and whoever catches that knows better what it means.
                .property("eclipselink.logging.level", "SEVERE")
                .createEntityManagerFactory();
    }
}
