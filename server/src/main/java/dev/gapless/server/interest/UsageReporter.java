package dev.gapless.server.interest;

import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.event.UsageReport;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.server.tail.ChannelTails;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells `gapless.usage` each second what was written to readers, for the busiest channels of this gateway, and the quotas how many bytes it was. What is lost makes a channel
/// look cooler for some seconds, and nothing else. Runs on one thread of its own.
public final class UsageReporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UsageReporter.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /// Channels that are told of in a second; of more the least busy are left out.
    private static final int CHANNELS = 1_000;

    private final ChannelTails tails;
    private final GatewayId gateway;
    private final Consumer<ProducerRecord<byte[], byte[]>> offer;
    private final ObjLongConsumer<WorkspaceId> bytes;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param offer hands a record to the broker, if that is to be had
    /// @param bytes hears of the bytes that were written to the readers of a workspace
    public UsageReporter(
            ChannelTails tails, GatewayId gateway, Consumer<ProducerRecord<byte[], byte[]>> offer,
            ObjLongConsumer<WorkspaceId> bytes) {
        this.tails = tails;
        this.gateway = gateway;
        this.offer = offer;
        this.bytes = bytes;
        Thread.ofVirtual().name("usage-reporter").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    report();
                } catch (RuntimeException e) {
                    log.debug("use of channels not told gateway={} cause={}", gateway, e.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report() {
        tails.takeBytes().forEach(bytes::accept);
        tails.takeUse(CHANNELS)
                .forEach(use -> offer.accept(new ProducerRecord<>(
                        Topics.USAGE, use.channel().toBytes(),
                        new UsageReport(gateway, use.deliveries(), use.readers()).toBytes())));
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
