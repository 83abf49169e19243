package dev.gapless.server.owner;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.shard.GlobalDatabase;
import dev.gapless.server.http.InternalSecret;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.posting.SendRouting;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Hands sends to hot channels to their owners, and takes those of other gateways. The fleet is read once a second while there are hot
/// channels, and never otherwise. Any thread may call.
public final class OwnerRouting implements SendRouting {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /// Longer than a batch takes that its owner does not answer.
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final Parts parts;
    private final OwnerMetrics metrics;
    private final Owners owners;
    private final HttpForwarder forwarder;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("owner-lane-", 1).factory());
    private final AtomicBoolean watching = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable OwnerPosting posting;
    private volatile @Nullable OwnerEndpoint endpoint;

    /// What it needs.
    ///
    /// @param gateway this process
    /// @param secret what gateways show each other
    /// @param authority who vouches for gateways with an `https` address; empty: those the JDK knows
    /// @param queue sends to one hot channel that wait
    /// @param nanos a monotonic clock
    public record Parts(
            GlobalDatabase global,
            GatewayId gateway,
            InternalSecret secret,
            Optional<Path> authority,
            int queue,
            Clock clock,
            LongSupplier nanos,
            MeterRegistry metrics) {}

    private OwnerRouting(Parts parts) {
        this.parts = parts;
        this.metrics = new OwnerMetrics(parts.metrics());
        this.owners = new Owners(parts.gateway(), new StoredFleet(parts.global(), parts.clock()), parts.nanos());
        this.forwarder = new HttpForwarder(parts.secret(), parts.authority());
    }

    /// Makes it; it does nothing until sends come.
    public static OwnerRouting open(Parts parts) {
        return new OwnerRouting(parts);
    }

    @Override
    public Posting over(Posting lanes) {
        OwnerPosting made = new OwnerPosting(
                new OwnerLane.Parts(lanes, owners, forwarder, metrics, threads, parts.nanos(), parts.queue()),
                this::wake);
        metrics.hot(parts.metrics(), made);
        endpoint = new OwnerEndpoint(parts.secret(), lanes, metrics, parts.nanos());
        posting = made;
        return made;
    }

    @Override
    public void committed(List<AppendResult.Appended> appended) {
        OwnerPosting known = posting;
        if (known != null) {
            known.committed(appended);
        }
    }

    /// What other gateways call; none before [#over].
    public List<Route> routes() {
        OwnerEndpoint made = endpoint;
        return made == null ? List.of() : made.routes();
    }

    @Override
    public void close() {
        closed.countDown();
        OwnerPosting known = posting;
        if (known != null) {
            known.close();
        }
        threads.shutdown();
        try {
            threads.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        forwarder.close();
    }

    private void wake() {
        if (watching.compareAndSet(false, true)) {
            Thread.ofVirtual().name("owner-watch").start(this::watch);
        }
    }

    /// Runs while there are hot channels.
    private void watch() {
        OwnerPosting known = posting;
        if (known == null) {
            return;
        }
        try {
            do {
                do {
                    owners.look();
                } while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS) && known.sweep() > 0);
                watching.set(false);
            } while (closed.getCount() > 0 && known.known() > 0 && watching.compareAndSet(false, true));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
