package dev.gapless.schema.shard;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.keyspace.KeyRange;
import dev.gapless.schema.keyspace.KeyspaceId;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.keyspace.ShardName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// All databases of an installation, and which of them holds what. Made once per process; any thread may call.
///
/// In plain mode each shard is a MySQL or MariaDB database of its own. In vtgate mode they are slices of the key range over
/// one address: vtgate routes, and slices only keep transactions on one shard.
public final class Shards implements AutoCloseable {
    private final List<Shard> shards;
    private final List<Database> databases;
    private final GlobalDatabase global;
    private final ShardsConfig config;

    private Shards(ShardsConfig config, Retry retry) {
        this.config = config;
        List<Shard> opened = new ArrayList<>();
        List<Database> all = new ArrayList<>();
        for (int i = 0; i < config.names().size(); i++) {
            ShardName name = config.names().get(i);
            Database database = new Database(name.value(), config.url(i), config, retry);
            all.add(database);
            opened.add(new Shard(name, database));
        }
        Database globalDatabase = new Database(GlobalDatabase.NAME, config.globalUrl(), config, retry);
        all.add(globalDatabase);
        this.shards = List.copyOf(opened);
        this.databases = List.copyOf(all);
        this.global = new GlobalDatabase(globalDatabase);
    }

    /// Opens the pools, without waiting for any database.
    public static Shards open(ShardsConfig config) {
        return open(config, Thread::sleep, () -> ThreadLocalRandom.current().nextLong());
    }

    /// As [#open(ShardsConfig)].
    ///
    /// @param pause waits between tries
    /// @param random spreads the waits; called from many threads
    public static Shards open(ShardsConfig config, Pause pause, RandomGenerator random) {
        return new Shards(config, new Retry(pause, random));
    }

    /// All shards, in key order.
    public List<Shard> all() {
        return shards;
    }

    /// Holds the rows keyed by a workspace alone.
    public Shard forWorkspace(WorkspaceId workspace) {
        return holding(KeyspaceRouter.ofWorkspace(workspace));
    }

    /// Holds a channel, its log and its members.
    public Shard forChannel(ChannelKey channel) {
        return holding(KeyspaceRouter.ofChannel(channel));
    }

    /// Holds a user and the user's list of channels.
    public Shard forUser(WorkspaceId workspace, UserId user) {
        return holding(KeyspaceRouter.ofUser(workspace, user));
    }

    /// Those that may hold rows of a workspace, in key order; one, unless the workspace was split.
    public List<Shard> touching(WorkspaceId workspace) {
        KeyRange range = KeyspaceRouter.rangeOf(workspace);
        return shards.stream().filter(shard -> shard.range().intersects(range)).toList();
    }

    public GlobalDatabase global() {
        return global;
    }

    public ShardsConfig config() {
        return config;
    }

    @Override
    public void close() {
        databases.forEach(Database::close);
    }

    private Shard holding(KeyspaceId id) {
        for (Shard shard : shards) {
            if (shard.range().contains(id)) {
                return shard;
            }
        }
        throw new IllegalStateException("keyspace id " + id + ": in no shard of " + shards);
    }
}
