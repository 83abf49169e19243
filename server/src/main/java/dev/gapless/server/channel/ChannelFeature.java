package dev.gapless.server.channel;

import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.Appending;
import dev.gapless.server.posting.UserProjection;
import dev.gapless.server.posting.Sleeper;
import dev.gapless.server.user.People;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// All that has to do with channels but their log. Any thread may call.
public final class ChannelFeature {
    private final List<Route> routes;

    private ChannelFeature(List<Route> routes) {
        this.routes = routes;
    }

    /// What the feature needs.
    ///
    /// @param ids makes ids of channels and keys of events
    public record Parts(
            Shards shards,
            StoredChannelAccess access,
            People people,
            Appending appending,
            UserProjection projection,
            IdGenerator ids,
            Clock clock,
            Sleeper sleeper) {}

    public static ChannelFeature create(Parts parts) {
        NewChannels channels = new NewChannels(
                parts.shards(), parts.appending(), parts.projection(), parts.ids(), parts.clock());
        return new ChannelFeature(Stream.of(
                new ChannelListing(parts.shards(), parts.access()).routes(),
                new ChannelCreation(channels, parts.access()).routes(),
                new ChannelChanges(channels, parts.access()).routes(),
                new DirectMessages(channels, parts.access(), parts.people(), parts.sleeper()).routes(),
                new Memberships(parts.shards(), channels, parts.access(), parts.people()).routes())
                .flatMap(List::stream)
                .toList());
    }

    public List<Route> routes() {
        return routes;
    }
}
