package spiderpig.core;

import java.sql.SQLException;
import java.sql.Statement;
import org.eclipse.persistence.expressions.ExpressionOperator;
import org.eclipse.persistence.internal.databaseaccess.DatabaseAccessor;
import org.eclipse.persistence.internal.databaseaccess.DatabaseCall;
import org.eclipse.persistence.internal.expressions.ExpressionSQLPrinter;
import org.eclipse.persistence.internal.expressions.SQLSelectStatement;
import org.eclipse.persistence.platform.database.DatabasePlatform;
import org.eclipse.persistence.queries.ValueReadQuery;

/**
 * What EclipseLink, which ships no platform for SQLite, has to know of it; no more than our mappings and queries need.
 * Tables are made by {@link Schema}, so nothing here is about DDL.
 */
public final class SqlitePlatform extends DatabasePlatform {
    private static final long serialVersionUID = 1L;

    /** Called by EclipseLink. */
    public SqlitePlatform() {
        setPingSQL("SELECT 1");
        // Transactions by SQL. The driver's own way to BEGIN IMMEDIATE takes the write lock again inside commit(), so
        // that a commit which succeeded can then throw SQLITE_BUSY.
        setSupportsAutoCommit(false);
    }

    @Override
    public void beginTransaction(DatabaseAccessor accessor) throws SQLException {
        execute(accessor, "BEGIN IMMEDIATE");
    }

    @Override
    public void commitTransaction(DatabaseAccessor accessor) throws SQLException {
        execute(accessor, "COMMIT");
    }

    @Override
    public void rollbackTransaction(DatabaseAccessor accessor) throws SQLException {
        try {
            execute(accessor, "ROLLBACK");
        } catch (SQLException e) {
            // BEGIN itself has failed, or SQLite has rolled back of its own accord (disk full, I/O error).
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        }
    }

    private static void execute(DatabaseAccessor accessor, String sql) throws SQLException {
        try (Statement statement = accessor.getConnection().createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public boolean supportsIdentity() {
        return true;
    }

    @Override
    public ValueReadQuery buildSelectQueryForIdentity() {
        ValueReadQuery query = new ValueReadQuery();
        query.setSQLString("SELECT last_insert_rowid()");
        return query;
    }

    @Override
    public void printSQLSelectStatement(DatabaseCall call, ExpressionSQLPrinter printer, SQLSelectStatement statement) {
        boolean paged = statement.getQuery() != null
                && (statement.getQuery().getMaxRows() > 0
                        || statement.getQuery().getFirstResult() > 0);
        if (!paged) {
            super.printSQLSelectStatement(call, printer, statement);
            return;
        }
        statement.setUseUniqueFieldAliases(true);
        call.setFields(statement.printSQL(printer));
        printer.printString(" LIMIT ");
        printer.printParameter(DatabaseCall.MAXROW_FIELD);
        printer.printString(" OFFSET ");
        printer.printParameter(DatabaseCall.FIRSTRESULT_FIELD);
        call.setIgnoreFirstRowSetting(true);
        call.setIgnoreMaxResultsSetting(true);
    }

    /** EclipseLink counts rows from the first of all; LIMIT counts those after OFFSET, and -1 is no limit. */
    @Override
    public int computeMaxRowsForSQL(int firstResult, int maxResults) {
        return maxResults > 0 ? maxResults - Math.max(firstResult, 0) : -1;
    }

    /** Otherwise joins are printed as {@code {oj …}}, which the driver does not know. */
    @Override
    public boolean shouldUseJDBCOuterJoinSyntax() {
        return false;
    }

    @Override
    protected void initializePlatformOperators() {
        super.initializePlatformOperators();
        addOperator(ExpressionOperator.simpleLogicalNoParens(ExpressionOperator.Concat, "||"));
        addOperator(ExpressionOperator.simpleTwoArgumentFunction(ExpressionOperator.Nvl, "COALESCE"));
        addOperator(ExpressionOperator.simpleTwoArgumentFunction(ExpressionOperator.Locate, "INSTR"));
    }

    /** The lock is the whole database's, taken by BEGIN IMMEDIATE. */
    @Override
    public boolean shouldPrintForUpdateClause() {
        return false;
    }
}
