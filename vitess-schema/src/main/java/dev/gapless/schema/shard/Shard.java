package dev.gapless.schema.shard;

import dev.gapless.schema.keyspace.KeyRange;
import dev.gapless.schema.keyspace.ShardName;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// One shard of the sharded keyspace. Any thread may call; blocks.
///
/// All methods throw [ShardException]; a dead shard refuses within the connect timeout.
public final class Shard {
    private final ShardName name;
    private final Database database;

    Shard(ShardName name, Database database) {
        this.name = name;
        this.database = database;
    }

    public ShardName name() {
        return name;
    }

    public KeyRange range() {
        return name.range();
    }

    /// Runs reads outside of any transaction. May run them again if the connection breaks.
    ///
    /// @param operation for messages and metrics, such as `history.page`
    public <T> T read(String operation, Function<Handle, T> work) {
        return database.read(operation, work);
    }

    /// Runs a transaction and commits it; runs all of it again, a bounded number of times, after a deadlock or a similar
    /// passing failure. What the work throws rolls back and is passed on.
    ///
    /// @throws ShardException with outcome UNKNOWN only if the answer to COMMIT was lost
    public <T> T transact(String operation, Function<Handle, T> work) {
        return database.transact(operation, work);
    }

    /// Like [#transact], but never runs the work twice.
    public <T> T transactOnce(String operation, Function<Handle, T> work) {
        return database.transactOnce(operation, work);
    }

    @Override
    public String toString() {
        return name.value();
    }
}
