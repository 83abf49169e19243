package dev.gapless.server.interest;

import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The slot of this process, renewed in the background until closed. Slots name deliveries partitions and seed ids, so a process that
/// has lost its slot must stop.
public final class SlotLease implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SlotLease.class);
    /// How long a slot stays taken after its holder died.
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(5);

    private final SlotSource source;
    private final GatewayId gateway;
    private final Runnable lost;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SlotLease(SlotSource source, GatewayId gateway, Runnable lost) {
        this.source = source;
        this.gateway = gateway;
        this.lost = lost;
    }

    /// Takes a slot.
    ///
    /// @param lost called once if another process has taken the slot: stop at once
    /// @throws IllegalStateException if all slots are taken
    public static SlotLease acquire(SlotSource source, Runnable lost) {
        SlotLease lease = new SlotLease(source, source.acquire(LEASE), lost);
        Thread.ofVirtual().name("slot-lease").start(lease::renew);
        log.info("gateway={} has its slot", lease.gateway);
        return lease;
    }

    /// Who this process is.
    public GatewayId gateway() {
        return gateway;
    }

    private void renew() {
        boolean failing = false;
        try {
            while (!closed.await(RENEW_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    if (!source.renew(gateway, LEASE)) {
                        log.error("gateway={} has lost its slot to another process and must stop", gateway);
                        lost.run();
                        return;
                    }
                    failing = false;
                } catch (RuntimeException e) {
                    if (!failing) {
                        log.warn("gateway={} cannot renew its slot, trying on: {}", gateway, e.toString());
                    }
                    failing = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Gives the slot back.
    @Override
    public void close() {
        closed.countDown();
        try {
            source.release(gateway);
        } catch (RuntimeException e) {
            log.debug("gateway={} slot not released, it runs out by itself: {}", gateway, e.toString());
        }
    }
}
