package dev.gapless.schema.shard;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// The unsharded keyspace. Any thread may call; blocks. Methods and failures as in [Shard].
public final class GlobalDatabase {
    /// What failures call it.
    public static final String NAME = "global";

    private final Database database;

    GlobalDatabase(Database database) {
        this.database = database;
    }

    /// Runs reads outside of any transaction.
    public <T> T read(String operation, Function<Handle, T> work) {
        return database.read(operation, work);
    }

    /// Runs a transaction, again if it was rolled back for a passing reason.
    public <T> T transact(String operation, Function<Handle, T> work) {
        return database.transact(operation, work);
    }
}
