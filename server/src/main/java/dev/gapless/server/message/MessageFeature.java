package dev.gapless.server.message;

import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.access.ChannelAccess;
import dev.gapless.server.http.Route;
import dev.gapless.server.mention.Mentions;
import dev.gapless.server.posting.Appending;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// Edits, deletes, reactions, pins and threads. Any thread may call.
public final class MessageFeature {
    private final List<Route> routes;

    private MessageFeature(List<Route> routes) {
        this.routes = routes;
    }

    /// What the feature needs.
    ///
    /// @param ids makes keys of events that no client names
    public record Parts(
            Shards shards, ChannelAccess access, Appending appending, Mentions mentions, IdGenerator ids,
            Clock clock) {}

    public static MessageFeature create(Parts parts) {
        return new MessageFeature(Stream.of(
                new MessageChanges(parts.appending(), parts.mentions(), parts.ids(), parts.clock()).routes(),
                new MessageReads(parts.shards(), parts.access()).routes())
                .flatMap(List::stream)
                .toList());
    }

    public List<Route> routes() {
        return routes;
    }
}
