package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// Answer of `GET /admin/v1/workspaces/{workspace}/channels/{channel}/route/explanation`: why a channel is what it is, who pays, and
/// what it would cost otherwise.
///
/// @param route how it is routed
/// @param rules when heat makes a channel hot, and when it lets it go
/// @param load what it does now; empty if it is not known, which it is not for channels that do little
/// @param payer whose quotas its sends and reads count to
/// @param costs what each class costs at this load
public record RouteExplanation(
        RouteView route, Rules rules, Optional<ChannelLoad> load, Payer payer, List<Cost> costs) {
    /// When heat changes a class.
    ///
    /// @param promoteSendsPerS from so many sends a second on
    /// @param promoteDeliveriesPerS or from so many deliveries a second on
    /// @param promoteAfterMs for so long
    /// @param demotePercent it is let go below so much of that
    /// @param demoteAfterMs for so long
    public record Rules(
            long promoteSendsPerS, long promoteDeliveriesPerS, long promoteAfterMs, long demotePercent,
            long demoteAfterMs) {}

    /// Who pays.
    ///
    /// @param workspace its slug
    /// @param plan that its limits come from
    /// @param shard that does the work
    /// @param sharePercent of the workspace's sends that are in this channel, if it is known
    public record Payer(String workspace, String plan, String shard, Optional<Long> sharePercent) {}

    /// What a class costs.
    ///
    /// @param channelClass which
    /// @param current whether it is the channel's
    /// @param inboxUpdatesPerS records per member that the inbox writes
    /// @param framesPerS frames written to connections, at most
    public record Cost(String channelClass, boolean current, double inboxUpdatesPerS, double framesPerS) {}

    public RouteExplanation {
        costs = List.copyOf(costs);
    }
}
