package dev.gapless.control.fleet;

import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.protocol.api.GatewayList;
import dev.gapless.protocol.api.GatewayView;
import dev.gapless.protocol.api.Placement;
import dev.gapless.protocol.api.ShardList;
import dev.gapless.protocol.api.ShardView;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.global.GatewaySlot;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.keyspace.KeyRange;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Shards, the place of a workspace, and gateways in the admin API. Any thread; asks each shard once.
public final class FleetRoutes {
    private static final int SLOTS = 1_024;
    /// Gateways that were gone for longer are not told of.
    private static final Duration GONE = Duration.ofHours(1);
    private static final int THOUSAND = 1_000;
    /// No token can name it: a read of it finds nothing, and shows that the shard answers.
    private static final WorkspaceId NOBODY = new WorkspaceId(1);

    private final Shards shards;
    private final Clock clock;

    public FleetRoutes(Shards shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get("/admin/v1/shards", Guard.OPERATOR, Set.of(), request -> AdminAnswer.ok(
                        new ShardList(shards.all().stream().map(this::look).toList()))),
                AdminRoute.get(
                        "/admin/v1/workspaces/{workspace}/placement", Guard.OPERATOR, Set.of(),
                        request -> AdminAnswer.ok(placement(request.workspace()))),
                AdminRoute.get("/admin/v1/gateways", Guard.OPERATOR, Set.of(), request -> AdminAnswer.ok(gateways())));
    }

    private ShardView look(Shard shard) {
        long begin = clock.millis();
        Optional<Long> answer;
        try {
            shard.read("shard.look", handle -> WorkspaceTable.find(handle, NOBODY));
            answer = Optional.of(clock.millis() - begin);
        } catch (ShardException e) {
            answer = Optional.empty();
        }
        return new ShardView(shard.name().value(), share(shard.range()), answer.isPresent(), answer);
    }

    private Placement placement(WorkspaceId workspace) {
        return new Placement(
                workspace,
                KeyspaceRouter.rangeOf(workspace).toString(),
                shards.forWorkspace(workspace).name().value(),
                shards.touching(workspace).stream().map(shard -> shard.name().value()).toList());
    }

    private GatewayList gateways() {
        Instant now = clock.instant();
        return new GatewayList(shards.global()
                .read("gateway.list", handle -> GatewaySlotTable.list(handle, SLOTS))
                .stream()
                .filter(slot -> slot.expiresAt().plus(GONE).isAfter(now))
                .map(slot -> view(slot, now))
                .toList());
    }

    private static GatewayView view(GatewaySlot slot, Instant now) {
        return new GatewayView(
                slot.gateway().slot(),
                slot.gateway().epoch(),
                slot.holder(),
                slot.expiresAt().isAfter(now) ? "live" : "gone",
                slot.expiresAt().toEpochMilli());
    }

    /// In thousandths of all keyspace ids; the first 32 bits are enough for that.
    private static long share(KeyRange range) {
        long end = range.end() == 0 ? 1L << 32 : range.end() >>> 32;
        return ((end - (range.start() >>> 32)) * THOUSAND) >>> 32;
    }
}
