package dev.gapless.control.route;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Terms;
import dev.gapless.control.act.Write;
import dev.gapless.control.channel.ChannelChanges;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdText;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.shard.Shards;
import java.util.Optional;
import java.util.OptionalLong;

/// Gives a channel another class: row, event in the channel's log and entry in the workspace's record, as every change of a channel. So it
/// holds from one seq on, for everybody. Any thread.
final class ClassSwitch {
    private static final char REQUEST_ID = 'R';
    private static final String ACTION = "channel.class";

    private final Shards shards;
    private final ChannelChanges changes;
    private final IdGenerator ids;

    ClassSwitch(Shards shards, ChannelChanges changes, IdGenerator ids) {
        this.shards = shards;
        this.changes = changes;
        this.ids = ids;
    }

    Optional<ChannelRow> find(ChannelKey channel) {
        return shards.forChannel(channel).read("channel.find", handle -> ChannelTable.find(handle, channel));
    }

    /// Does nothing if it has the class already.
    ///
    /// @param actor on whose decision
    /// @param why for the record
    void to(ChannelRow channel, ChannelClass wanted, Actor actor, String why) {
        Terms terms = new Terms(false, why, OptionalLong.empty(), Optional.empty(), new byte[0]);
        Write write = new Write(actor, ACTION, IdText.format(REQUEST_ID, ids.next()), terms);
        changes.change(write, channel, row -> with(row, wanted));
    }

    private static ChannelRow with(ChannelRow row, ChannelClass wanted) {
        ChannelHead head = row.head();
        ChannelHead changed = head.with(wanted, head.state(), head.rules());
        return new ChannelRow(
                changed, row.name(), row.topic(), row.peers(), row.memberCount(), row.createdAt(), row.lastEventAt(),
                row.version());
    }
}
