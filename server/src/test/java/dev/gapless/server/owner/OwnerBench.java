package dev.gapless.server.owner;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.owner.OwnerAnswer;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.InternalSecret;
import dev.gapless.server.posting.NewMessage;
import dev.gapless.server.posting.PostOutcome;
import dev.gapless.server.posting.SendOrder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// A gateway with one hot channel, and its owner elsewhere, over one log in memory; without threads, on a clock that only tests move.
final class OwnerBench {
    static final ChannelKey CHANNEL = ChannelKey.of(1, 5);
    static final Identity ADA = new Identity(CHANNEL.workspace(), new UserId(7), MemberRole.MEMBER, Set.of());
    static final Peer OWNER = new Peer(new GatewayId(1, 1), URI.create("http://127.0.0.1:1"));

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicLong nanos = new AtomicLong();
    final MemoryLanes here = MemoryLanes.alone();
    final MemoryLanes there = new MemoryLanes(here.log);
    final List<OwnerBatch> forwarded = new ArrayList<>();
    final Owners owners = new Owners(new GatewayId(0, 1), () -> List.of(OWNER), nanos::get);
    final OwnerPosting posting;
    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private final OwnerEndpoint endpoint;
    /// How the owner is reached.
    Function<OwnerBatch, Forwarder.Told> way = this::reach;

    OwnerBench(int queue) {
        OwnerMetrics metrics = new OwnerMetrics(meters);
        this.endpoint = new OwnerEndpoint(new InternalSecret(Optional.empty()), there, metrics, nanos::get);
        this.posting = new OwnerPosting(
                new OwnerLane.Parts(
                        here, owners, (peer, batch) -> {
                            forwarded.add(batch);
                            return way.apply(batch);
                        }, metrics, work::add, nanos::get, queue),
                owners::look);
    }

    /// With the channel known as hot, and the first batch behind it.
    static OwnerBench hot() {
        OwnerBench bench = new OwnerBench(1_000);
        bench.tell(ChannelClass.HOT);
        bench.send("first", new SendOrder());
        bench.workOff();
        return bench;
    }

    /// The owner takes a batch, and its answer comes back, as they go over the wire.
    Forwarder.Told reach(OwnerBatch batch) {
        OwnerBatch came = ApiCodec.readStrict(ApiCodec.write(batch), OwnerBatch.class);
        OwnerAnswer answer = endpoint.take(came, 1);
        return new Forwarder.Told.Answered(ApiCodec.read(ApiCodec.write(answer), OwnerAnswer.class));
    }

    /// A commit here tells the channel's class.
    void tell(ChannelClass channelClass) {
        Event event = new Event(
                CHANNEL.channel(), Seq.FIRST, new Ordinal(1), ADA.user(), Instant.EPOCH,
                EventBody.MessagePosted.of("told", new IdempotencyKey("told")));
        posting.committed(List.of(
                new AppendResult.Appended(EventCodec.encode(CHANNEL.workspace(), event), channelClass)));
    }

    Sent send(String key, SendOrder order) {
        return send(key, "text of " + key, order);
    }

    Sent send(String key, String text, SendOrder order) {
        Sent sent = new Sent(key);
        posting.submit(
                ADA,
                new NewMessage(
                        CHANNEL.channel(), new IdempotencyKey(key), text, Optional.empty(), false),
                order.next(),
                sent.outcomes::add);
        return sent;
    }

    /// Carries batches until none is left.
    void workOff() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    double count(String counter) {
        return meters.get(counter).counter().count();
    }

    List<String> log() {
        return List.copyOf(here.log.keySet());
    }

    /// A send that remembers what it was told.
    static final class Sent {
        final String key;
        final List<PostOutcome> outcomes = new ArrayList<>();

        Sent(String key) {
            this.key = key;
        }

        boolean answered() {
            return !outcomes.isEmpty();
        }

        boolean posted() {
            return answered() && outcomes.getFirst() instanceof PostOutcome.Posted;
        }

        PostOutcome.Posted seq() {
            return switch (outcomes.getFirst()) {
                case PostOutcome.Posted posted -> posted;
                case PostOutcome.Refused(GaplessException reason) -> throw new AssertionError(reason);
            };
        }

        GaplessException refusal() {
            return switch (outcomes.getFirst()) {
                case PostOutcome.Posted posted -> throw new AssertionError(posted + " (expected: a refusal)");
                case PostOutcome.Refused(GaplessException reason) -> reason;
            };
        }
    }
}
