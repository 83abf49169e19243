package dev.gapless.server.channel;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.quota.QuotaCounts;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.posting.AppendRefusals;
import dev.gapless.server.posting.Appending;
import dev.gapless.server.posting.UserProjection;
import dev.gapless.server.posting.ShardFailures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The steps of creating a channel that named channels and direct messages share. Any thread may call; blocks.
final class NewChannels {
    private static final Logger log = LoggerFactory.getLogger(NewChannels.class);
    /// A reservation older than this whose channel does not exist belongs to a creator that died.
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(1);

    private final Shards shards;
    private final Appending appending;
    private final UserProjection projection;
    private final IdGenerator ids;
    private final Clock clock;

    NewChannels(
            Shards shards, Appending appending, UserProjection projection, IdGenerator ids, Clock clock) {
        this.shards = shards;
        this.appending = appending;
        this.projection = projection;
        this.ids = ids;
        this.clock = clock;
    }

    ChannelKey freshKey(WorkspaceId workspace) {
        return new ChannelKey(workspace, new ChannelId(ids.next()));
    }

    /// @throws GaplessException `limit-reached` if the workspace has as many channels as it may have
    void requireRoom(WorkspaceId workspace) {
        ShardFailures.refusing(() -> {
            QuotaCounts.requireRoom(shards, workspace, QuotaDimension.CHANNELS);
            return workspace;
        });
    }

    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /// A key for an event that no client names.
    IdempotencyKey freshEventKey() {
        return new IdempotencyKey("e" + ids.next());
    }

    /// Reserves a name for a channel.
    ///
    /// @return who has it now
    UniqueName reserve(UniqueName wanted) {
        return onNames(wanted.workspace(), "name.reserve", handle -> UniqueNameTable.reserve(handle, wanted));
    }

    Optional<UniqueName> find(UniqueName wanted) {
        return ShardFailures.refusing(() -> shards.forWorkspace(wanted.workspace())
                .read(
                        "name.find",
                        handle -> UniqueNameTable.find(
                                handle, wanted.workspace(), wanted.kind(), wanted.name())));
    }

    /// Takes a name from a channel that never came to be.
    ///
    /// @return false if somebody was quicker
    boolean takeOver(UniqueName wanted, long oldOwner) {
        return onNames(
                wanted.workspace(), "name.take-over", handle -> UniqueNameTable.takeOver(handle, wanted, oldOwner));
    }

    /// @return false if the name has gone to another channel
    boolean confirm(UniqueName name) {
        return onNames(
                name.workspace(),
                "name.confirm",
                handle -> UniqueNameTable.confirm(
                        handle, name.workspace(), name.kind(), name.name(), name.owner()));
    }

    /// True if the channel that a name points at has come to be: it and its first events are one transaction.
    boolean exists(UniqueName name) {
        ChannelKey key = key(name);
        return ShardFailures.refusing(() -> shards.forChannel(key)
                .read("channel.find", handle -> ChannelTable.find(handle, key).isPresent()));
    }

    /// Writes the channel, says that it is created, and lets its first members join, in one transaction. If that is surely not
    /// done, the name is given back.
    ///
    /// @param members who joins, in order
    void create(Identity creator, UniqueName name, ChannelRow row, Map<UserId, MemberRole> members) {
        Instant at = row.createdAt();
        List<Append> appends = new ArrayList<>();
        appends.add(append(row.key(), creator.user(), new EventBody.ChannelChanged(changes(row)), at));
        members.forEach((user, role) -> appends
                .add(append(row.key(), creator.user(), new EventBody.MemberJoined(user, role), at)));
        List<AppendResult> results;
        try {
            results = appending.append(handle -> ChannelTable.insert(handle, row), appends);
        } catch (GaplessException e) {
            if (e.code().definite()) {
                release(name);
            }
            throw e;
        }
        project(results);
    }

    /// Adds one event of a feature.
    AppendResult append(ChannelKey channel, UserId actor, EventBody body) {
        AppendResult result = appending.append(append(channel, actor, body, now()));
        project(List.of(result));
        return result;
    }

    /// Changes the row of a channel and says so, in one transaction.
    ///
    /// @param before changes the row; what it throws undoes all of it
    void change(ChannelRow row, UserId actor, EventBody body, Consumer<Handle> before) {
        Append append = append(row.key(), actor, body, now());
        AppendResult result = appending.append(before, List.of(append)).getFirst();
        AppendRefusals.of(append, result).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /// Takes a name from a channel that never came to be; says that it exists if it does.
    ///
    /// @return false if the name stays the holder's
    boolean takenOver(UniqueName wanted, UniqueName holder) {
        if (holder.confirmed() || holder.createdAt().plus(ABANDONED_AFTER).isAfter(wanted.createdAt())) {
            return false;
        }
        if (exists(holder)) {
            confirm(holder);
            return false;
        }
        return takeOver(wanted, holder.owner());
    }

    /// The refusal that stands for what became of an event.
    GaplessException refusal(ChannelKey channel, UserId actor, AppendResult result) {
        EventBody any = new EventBody.MemberLeft(actor);
        return AppendRefusals.of(append(channel, actor, any, now()), result)
                .orElseThrow(() -> new IllegalStateException("event: " + result + " (expected: a refusal)"));
    }

    private Append append(ChannelKey channel, UserId actor, EventBody body, Instant at) {
        return new Append(
                channel, actor, Optional.of(freshEventKey()), body, at, Append.Requirement.NONE);
    }

    /// Makes the members see it in their very next request; if that fails it comes a moment later, by the relay.
    private void project(List<AppendResult> results) {
        for (AppendResult result : results) {
            if (result instanceof AppendResult.Appended made && made.event().subject() != 0) {
                try {
                    projection.apply(made.event());
                } catch (RuntimeException e) {
                    log.info("membership left to the relay event={} cause={}", made.event(), e.toString());
                }
            }
        }
    }

    /// Gives a name back; if that fails it stays reserved, and is taken over one day.
    void release(UniqueName name) {
        try {
            onNames(
                    name.workspace(),
                    "name.release",
                    handle -> UniqueNameTable.release(
                            handle, name.workspace(), name.kind(), name.name(), name.owner()));
        } catch (RuntimeException e) {
            log.info("name stays reserved for a while kind={} cause={}", name.kind(), e.toString());
        }
    }

    private <T> T onNames(WorkspaceId workspace, String operation, Function<Handle, T> work) {
        return ShardFailures.refusing(() -> shards.forWorkspace(workspace).transact(operation, work));
    }

    private static Map<String, String> changes(ChannelRow row) {
        Map<String, String> changes = new TreeMap<>();
        changes.put("state", "created");
        changes.put("kind", row.head().kind().text());
        row.name().ifPresent(name -> changes.put("name", name));
        row.topic().ifPresent(topic -> changes.put("topic", topic));
        return changes;
    }

    static ChannelKey key(UniqueName name) {
        return new ChannelKey(name.workspace(), new ChannelId(name.owner()));
    }

    static GaplessException nameTaken(String name) {
        return new GaplessException(
                ErrorCode.NAME_TAKEN, "name: " + name + " (expected: one that is not in use)");
    }
}
