package dev.gapless.control.fleet;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.workspace.WorkspaceChanges;
import dev.gapless.protocol.api.DrainGateway;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.global.GatewayDrain;
import dev.gapless.schema.global.GatewayDrainTable;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Tells gateways to send their connections elsewhere, and to take connections again. The order is a row of the unsharded database that
/// the gateway looks at; the installation's record says that the act has begun before the row is written, and that it is done
/// after it. Any thread.
final class GatewayDrains {
    static final Duration USUAL_TIME = Duration.ofHours(1);
    static final Duration LONGEST_TIME = Duration.ofDays(7);
    static final Duration USUAL_SPREAD = Duration.ofSeconds(30);
    static final Duration LONGEST_SPREAD = Duration.ofHours(1);

    private final Shards shards;
    private final Acts acts;
    private final Gateways gateways;
    private final Clock clock;

    GatewayDrains(Shards shards, Acts acts, Gateways gateways, Clock clock) {
        this.shards = shards;
        this.acts = acts;
        this.gateways = gateways;
        this.clock = clock;
    }

    /// @param gateway number of the slot
    /// @throws GaplessException `not-found`, `invalid-field`
    AdminAnswer drain(Write write, String gateway, DrainGateway wanted) {
        return carryOut(write, gateway, known -> {
            Instant now = Instant.ofEpochMilli(clock.millis());
            Duration time = within("for_ms", wanted.forMs(), USUAL_TIME, LONGEST_TIME);
            Duration spread = within("spread_ms", wanted.spreadMs(), USUAL_SPREAD, LONGEST_SPREAD);
            if (!wanted.last().orElse(false) && nobodyElse(known, now)) {
                throw GaplessException.invalidField(
                        "last", "false", "true, since no other gateway takes connections");
            }
            return Optional.of(new GatewayDrain(
                    known.slot().gateway(), now, now.plus(time), spread, write.actor().text(), write.terms().reason()));
        });
    }

    /// @param gateway number of the slot
    /// @throws GaplessException `not-found`
    AdminAnswer undrain(Write write, String gateway) {
        return carryOut(write, gateway, known -> Optional.empty());
    }

    /// What a gateway is to be told.
    @FunctionalInterface
    private interface Order {
        Optional<GatewayDrain> of(Gateways.Known known);
    }

    private AdminAnswer carryOut(Write write, String gateway, Order wish) {
        Optional<AdminAnswer> answered = acts.answered(write, Acts.INSTALLATION);
        if (answered.isPresent()) {
            return answered.get();
        }
        Gateways.Known before = gateways.find(gateway);
        // A slot has another epoch with every run, so that it serves as the version of what is acted on.
        WorkspaceChanges.requireVersion(write, before.slot().gateway().epoch());
        Optional<GatewayDrain> order = wish.of(before);
        Gateways.Known after = new Gateways.Known(before.slot(), order);
        AdminAnswer answer = AdminAnswer.ok(gateways.view(after));
        String target = "gateway " + before.slot().gateway().slot();
        boolean nothing = order.isEmpty() && before.drainAt(clock.instant()).isEmpty();
        if (!nothing && !write.terms().dryRun()) {
            acts.begun(write, Acts.INSTALLATION, target, new Done.Change(gateways.view(before), gateways.view(after)));
            shards.global().transact(write.action(), handle -> {
                order.ifPresentOrElse(
                        drain -> GatewayDrainTable.put(handle, drain),
                        () -> GatewayDrainTable.delete(handle, before.slot().gateway()));
                return order;
            });
        }
        return acts.run(write, Acts.INSTALLATION, target, (handle, now) -> nothing
                ? Done.unchanged(answer)
                : Done.changed(answer, gateways.view(before), gateways.view(after)));
    }

    private boolean nobodyElse(Gateways.Known known, Instant now) {
        return gateways.running().stream()
                .filter(other -> !other.slot().gateway().equals(known.slot().gateway()))
                .noneMatch(other -> other.drainAt(now).isEmpty());
    }

    private static Duration within(String field, Optional<Long> ms, Duration usual, Duration longest) {
        long value = ms.orElse(usual.toMillis());
        if (value < 0 || value > longest.toMillis()) {
            throw GaplessException.invalidField(field, Long.toString(value), "0 to " + longest.toMillis());
        }
        return Duration.ofMillis(value);
    }
}
