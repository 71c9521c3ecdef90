package spiderpig.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Brings a database to the schema of this version, by numbered steps. Each step is a file of SQL statements that is never
 * changed once released; the number of the last one done is the database's {@code user_version}. All steps that are missing
 * are done in one transaction that holds the write lock from its begin, so that of several processes that open one fresh file at once one does the
 * work and the others find it done.
 */
final class Schema {
    /** In order; the n-th leads from version n - 1 to version n. */
    private static final List<String> STEPS = List.of("schema-1.sql");

    private Schema() {}

    /**
     * @param file only for messages
     * @throws NewerSchemaException if the database is of a later version than this program
     */
    static void migrate(DataSource database, Path file) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version == STEPS.size()) {
                return;
            }
            statement.execute("BEGIN IMMEDIATE");
            try {
                version = version(statement);
                if (version > STEPS.size()) {
                    throw new NewerSchemaException(file.toString(), version, STEPS.size());
                }
                for (String step : STEPS.subList(version, STEPS.size())) {
                    run(step, statement);
                }
                statement.execute("PRAGMA user_version = " + STEPS.size());
                statement.execute("COMMIT");
            } catch (SQLException | RuntimeException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.getInt(1);
        }
    }

    private static void run(String step, Statement statement) throws SQLException {
        for (String sql : read(step).split(";\\s*\\n", -1)) {
            if (!sql.isBlank()) {
                statement.execute(sql);
            }
        }
    }

    private static String read(String step) {
        try (InputStream in = Schema.class.getResourceAsStream(step)) {
            if (in == null) {
                throw new IllegalStateException("The program is incomplete: " + step + " is missing from it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("Can't read " + step, e);
        }
    }
}
