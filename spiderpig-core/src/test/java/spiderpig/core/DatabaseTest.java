package spiderpig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {
    @TempDir
    Path directory;

    /** What an embedder writes: no other module, no server, no process. */
    @Test
    void coreIsUsableWithoutAnyOtherModule() {
        try (Database database = Fixture.open(directory)) {
            Job job = database.jobs().create("backport", Fixture.CHANGES, "alice");
            database.jobs().start(job.id());
            Interaction asked = database.interactions().register(job.id(), Fixture.continueAt(0));

            database.interactions().respond(job.id(), asked.number(), "y", "bob");
            database.interactions().deliver(job.id(), asked.number());
            database.jobs().finish(job.id(), Outcome.succeeded());

            assertThat(database.jobs().get(job.id()).success()).contains(true);
        }
    }

    @Test
    void threadsThatOpenOneFreshFileAtOnceAllSucceed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Long>> created = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            created.add(threads.submit(() -> {
                try (Database database = Fixture.open(directory)) {
                    return database.jobs()
                            .create("sync", Map.of("message", ParameterValue.of("x")), "alice")
                            .id();
                }
            }));
        }
        List<Long> ids = new ArrayList<>();
        for (Future<Long> id : created) {
            ids.add(id.get());
        }
        threads.shutdown();

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void aDatabaseOfALaterVersionIsRefusedAndLeftAsItIs() throws Exception {
        Fixture.open(directory).close();
        sql("PRAGMA user_version = 99");

        assertThatThrownBy(() -> Fixture.open(directory))
                .isInstanceOf(NewerSchemaException.class)
                .hasMessageContaining("schema version 99")
                .hasMessageContaining("up to 1");
        try (Connection connection = connect();
                ResultSet version = connection.createStatement().executeQuery("PRAGMA user_version")) {
            assertThat(version.getInt(1)).isEqualTo(99);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedByName() throws Exception {
        Path file = directory.resolve("spiderpig.db");
        Files.writeString(file, "These are not the bytes you are looking for. ".repeat(100));

        assertThatThrownBy(() -> Fixture.open(directory))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void anErrorInATransactionLeavesNothingBehindAndHoldsNobodyUp() {
        try (Database database = Fixture.open(directory)) {
            Job job = Fixture.running(database);
            assertThatThrownBy(() -> database.transactions().run(transaction -> {
                        transaction.changing(job.id()).pin(true);
                        transaction.entities().flush();
                        throw new StackOverflowError("as if there were no end");
                    }))
                    .isInstanceOf(StackOverflowError.class);

            database.jobs().activity(job.id(), "going on");
            assertThat(database.jobs().get(job.id()).activity()).contains("going on");
            assertThat(database.jobs().get(job.id()).pinned()).isFalse();
        }
    }

    @Test
    void theDatabaseItselfForbidsASecondPendingQuestion() throws Exception {
        try (Database database = Fixture.open(directory)) {
            Job job = Fixture.running(database);
            database.interactions().register(job.id(), Fixture.continueAt(1));

            assertThatThrownBy(() -> sql("INSERT INTO interaction (job_id, number, prompt, type, choices, free_text,"
                            + " source_offset, repetition, created_at, state, revision)"
                            + " SELECT job_id, 2, prompt, type, choices, free_text, 2, repetition, created_at, state, revision"
                            + " FROM interaction"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("UNIQUE");
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spiderpig.db"));
    }
}
