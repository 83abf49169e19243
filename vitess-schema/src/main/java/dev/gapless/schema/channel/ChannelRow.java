package dev.gapless.schema.channel;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A channel with its head.
///
/// @param head where it stands
/// @param name without the `#`; direct messages have none
/// @param topic what it is about
/// @param peers for direct messages everybody in it, in id order
/// @param memberCount members now
/// @param createdAt when it was made
/// @param lastEventAt time of the last event, or of creation
/// @param version of name, topic, class, kind, state and rules: rises with each change
public record ChannelRow(
        ChannelHead head,
        Optional<String> name,
        Optional<String> topic,
        List<UserId> peers,
        long memberCount,
        Instant createdAt,
        Instant lastEventAt,
        long version) {
    public ChannelRow {
        peers = List.copyOf(peers);
    }

    /// A channel that has no event yet.
    public static ChannelRow fresh(
            ChannelKey key, ChannelKind kind, Optional<String> name, Optional<String> topic, List<UserId> peers,
            Instant at) {
        ChannelHead head = new ChannelHead(key, kind, ChannelClass.NORMAL, ChannelState.ACTIVE, 1, 0, 0, 1, 0);
        return new ChannelRow(head, name, topic, peers.stream().sorted().toList(), 0, at, at, 1);
    }

    public ChannelKey key() {
        return head.key();
    }
}
