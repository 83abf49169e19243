package dev.gapless.schema.statement;

/// How many shards a statement may touch.
public enum Reach {
    /// The unsharded keyspace.
    GLOBAL,
    /// Exactly one: the statement names all columns of the table's vindex. Many-row forms hold rows of one shard only.
    ONE_SHARD,
    /// The shards of one workspace, usually one.
    WORKSPACE,
    /// Each shard by itself, over a connection to that shard: upkeep, never a request.
    PER_SHARD
}
