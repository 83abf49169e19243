package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which channels and workspaces are busiest; rates are over the last window of `heat.window`.
///
/// @param atMs when it was counted, in milliseconds since 1970
/// @param partitions partitions of the events that are counted in; fewer than there are means that some is missing
/// @param channels the busiest, by sends
/// @param tenants the busiest, by sends
public record HeatView(long atMs, int partitions, List<Channel> channels, List<Tenant> tenants) {
    /// A channel.
    ///
    /// @param workspace whose it is
    /// @param channel its id
    /// @param channelClass its class at the last event
    /// @param sendsPerS messages posted
    /// @param deliveriesPerS events written to connections
    /// @param readers subscriptions on all gateways
    /// @param gateways gateways with readers
    public record Channel(
            WorkspaceId workspace, ChannelId channel, String channelClass, double sendsPerS, double deliveriesPerS,
            long readers, int gateways) {}

    /// A workspace, summed up over its busy channels.
    ///
    /// @param channels how many of its channels are busy
    public record Tenant(
            WorkspaceId workspace, double sendsPerS, double deliveriesPerS, long readers, int channels) {
        /// The sum of two of the same workspace.
        public Tenant plus(Tenant other) {
            return new Tenant(
                    workspace, sendsPerS + other.sendsPerS, deliveriesPerS + other.deliveriesPerS,
                    readers + other.readers, channels + other.channels);
        }
    }

    public HeatView {
        channels = List.copyOf(channels);
        tenants = List.copyOf(tenants);
    }

    /// What several partitions or instances tell, put together: each channel is told by one of them.
    public static HeatView merged(List<HeatView> views) {
        Map<WorkspaceId, Tenant> tenants = new HashMap<>();
        views.forEach(view -> view.tenants.forEach(
                tenant -> tenants.merge(tenant.workspace(), tenant, Tenant::plus)));
        return new HeatView(
                views.stream().mapToLong(HeatView::atMs).min().orElse(0),
                views.stream().mapToInt(HeatView::partitions).sum(),
                views.stream()
                        .flatMap(view -> view.channels.stream())
                        .sorted(Comparator.comparingDouble(Channel::sendsPerS).reversed())
                        .toList(),
                tenants.values().stream()
                        .sorted(Comparator.comparingDouble(Tenant::sendsPerS).reversed())
                        .toList());
    }
}
