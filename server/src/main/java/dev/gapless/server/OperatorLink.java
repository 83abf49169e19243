package dev.gapless.server;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.global.GatewayDrain;
import dev.gapless.schema.global.GatewayDrainTable;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.shard.GlobalDatabase;
import dev.gapless.server.gateway.LivePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What operators and this gateway know of each other: the gateway says where it is reached, and looks every second whether it was
/// told to send its connections elsewhere. While the unsharded database is out of reach the last order stands, to its end.
///
/// Runs on one thread of its own.
final class OperatorLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OperatorLink.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final GlobalDatabase global;
    private final GatewayId gateway;
    private final String address;
    private final LivePath live;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    // Touched by the own thread only.
    private boolean announced;
    private Optional<GatewayDrain> order = Optional.empty();

    /// @param address base URL where the gateway is reached
    OperatorLink(GlobalDatabase global, GatewayId gateway, String address, LivePath live, Clock clock) {
        this.global = global;
        this.gateway = gateway;
        this.address = address;
        this.live = live;
        this.clock = clock;
        Thread.ofVirtual().name("operator-link").start(this::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Optional<GatewayDrain> told = order;
        try {
            announce();
            told = global.read("gateway-drain.find", handle -> GatewayDrainTable.find(handle, gateway));
        } catch (RuntimeException e) {
            log.debug("operators' orders not read, the last one stands gateway={} cause={}", gateway, e.toString());
        }
        Instant now = clock.instant();
        follow(told.filter(drain -> drain.holdsAt(now)));
    }

    private void announce() {
        if (!announced) {
            global.transact("slot.announce", handle -> {
                GatewaySlotTable.announce(handle, gateway, address);
                return gateway;
            });
            announced = true;
        }
    }

    private void follow(Optional<GatewayDrain> now) {
        if (now.equals(order)) {
            return;
        }
        order = now;
        if (now.isPresent()) {
            log.info("gateway={} sends its connections elsewhere until={} actor={}", gateway, now.get().until(),
                    now.get().actor());
            live.sendAllAway(now.get().spread());
        } else {
            log.info("gateway={} takes connections again", gateway);
            live.takeAgain();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
