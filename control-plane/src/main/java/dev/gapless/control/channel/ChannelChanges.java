package dev.gapless.control.channel;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.workspace.WorkspaceChanges;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// Changes channels. The row, the event in the channel's log that tells everybody, and the entry in the record are one transaction,
/// unless the workspace is split and the channel is on another shard than the record: then the record first says that the act has
/// begun. What is changed holds from the event's seq on. Any thread.
public final class ChannelChanges {
    private final Shards shards;
    private final Acts acts;
    private final IdGenerator ids;
    private final Clock clock;

    public ChannelChanges(Shards shards, Acts acts, IdGenerator ids, Clock clock) {
        this.shards = shards;
        this.acts = acts;
        this.ids = ids;
        this.clock = clock;
    }

    /// Changes what `step` changes.
    public AdminAnswer change(Write write, ChannelRow channel, UnaryOperator<ChannelRow> step) {
        ChannelKey key = channel.key();
        WorkspaceId workspace = key.workspace();
        Shard home = shards.forChannel(key);
        if (home.name().equals(shards.forWorkspace(workspace).name())) {
            return acts.run(write, workspace, key.channel().text(), (handle, now) -> {
                ChannelRow before = find(handle, key);
                ChannelRow after = changeRow(handle, write, key, step, now);
                return done(before, after);
            });
        }
        Optional<AdminAnswer> answered = acts.answered(write, workspace);
        return answered.orElseGet(() -> changeElsewhere(write, channel, home, step));
    }

    private AdminAnswer changeElsewhere(Write write, ChannelRow before, Shard home, UnaryOperator<ChannelRow> step) {
        ChannelKey key = before.key();
        WorkspaceChanges.requireVersion(write, before.version());
        ChannelRow wanted = step.apply(before);
        if (write.terms().dryRun()) {
            return AdminAnswer.ok(Channels.detail(wanted));
        }
        if (!wanted.equals(before)) {
            acts.begun(
                    write, key.workspace(), key.channel().text(),
                    new Done.Change(Channels.detail(before), Channels.detail(wanted)));
            Instant now = Instant.ofEpochMilli(clock.millis());
            home.transact(write.action(), handle -> changeRow(handle, write, key, step, now));
        }
        ChannelRow after = home.read("channel.find", handle -> find(handle, key));
        return acts.run(write, key.workspace(), key.channel().text(), (handle, now) -> done(before, after));
    }

    private ChannelRow changeRow(
            Handle handle, Write write, ChannelKey key, UnaryOperator<ChannelRow> step, Instant now) {
        ChannelRow before = find(handle, key);
        WorkspaceChanges.requireVersion(write, before.version());
        ChannelRow after = step.apply(before);
        Map<String, String> changes = changes(before, after);
        if (changes.isEmpty()) {
            return before;
        }
        if (!ChannelTable.setProperties(handle, after)) {
            throw new GaplessException(
                    ErrorCode.VERSION_CONFLICT,
                    "channel: changed by somebody else just now (expected: one change at a time)");
        }
        UserId who = write.actor() instanceof Actor.Member member ? member.user() : UserId.OPERATOR;
        Append event = Append.of(key, who, new EventBody.ChannelChanged(changes), now, Append.Requirement.NONE);
        ChannelLog.appendWithin(handle, List.of(event), ids.next());
        return find(handle, key);
    }

    private static Done done(ChannelRow before, ChannelRow after) {
        ChannelDetail shown = Channels.detail(after);
        return before.version() == after.version()
                ? Done.unchanged(AdminAnswer.ok(shown))
                : Done.changed(AdminAnswer.ok(shown), Channels.detail(before), shown);
    }

    private static ChannelRow find(Handle handle, ChannelKey key) {
        return ChannelTable.find(handle, key)
                .orElseThrow(() -> GaplessException.notFound("channel", key.channel().text()));
    }

    /// What the log says about a change: names and values of what differs.
    private static Map<String, String> changes(ChannelRow before, ChannelRow after) {
        Map<String, String> old = properties(before);
        Map<String, String> changes = properties(after);
        changes.entrySet().removeIf(entry -> entry.getValue().equals(old.get(entry.getKey())));
        return changes;
    }

    private static Map<String, String> properties(ChannelRow row) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("topic", row.topic().orElse(""));
        properties.put("class", row.head().channelClass().text());
        properties.put("state", row.head().state().text());
        properties.put("posters", row.head().rules().posters().text());
        properties.put("broadcasters", row.head().rules().broadcasters().text());
        properties.put("member_limit", Integer.toString(row.head().rules().memberLimit()));
        properties.put("slow_ms", Long.toString(row.head().rules().slow().toMillis()));
        return properties;
    }
}
