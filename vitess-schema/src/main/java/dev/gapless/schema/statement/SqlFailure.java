package dev.gapless.schema.statement;

import java.io.Serial;
import java.sql.SQLException;

/// Carries what JDBC reported out of a statement that runs without JDBI, to the transaction around it.
public final class SqlFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public SqlFailure(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
