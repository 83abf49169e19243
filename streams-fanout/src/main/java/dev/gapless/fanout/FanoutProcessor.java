package dev.gapless.fanout;

import dev.gapless.protocol.event.Delivery;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.GatewayBeat;
import dev.gapless.protocol.event.Interest;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.planted.PlantedBug;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/// The rules of one fan-out task, which owns the channels of one partition.
///
/// * An event goes to each live gateway that wants the channel at level full, except the one it came from. A gateway of level
///   head, and any gateway if the event is stale, is owed the head instead, which is sent with the next round of heads.
/// * An interest goes into the store, then is answered: whatever the task takes in after that answer reaches the gateway.
/// * A head that rose and then stayed for 1, 3 and 10 s is told again, to those who did not commit it.
/// * Each second every live gateway gets a beat, unless the task works on stale events: a beat says "live is live".
///
/// Channels that nobody wants leave no trace. No I/O but stores and sink; one thread, that of the task. The map mirrors the
/// store, so that an event costs no decoding; it is filled from the restored store in [#init].
final class FanoutProcessor implements Processor<ChannelKey, FanoutInput, Addressee, byte[]> {
    private static final Duration BEAT_INTERVAL = Duration.ofSeconds(1);
    private static final byte[] NO_BODY = new byte[0];

    private final FanoutConfig config;
    private final FanoutCounts counts;
    private final FanoutTraces traces;
    private final GatewayWatch watch;
    private final boolean forgets;
    private final Map<ChannelKey, ChannelInterest> channels = new HashMap<>();
    private final Deque<ChannelInterest> headsDue = new ArrayDeque<>();
    private final QuietQueue quiet = new QuietQueue();
    private ProcessorContext<Addressee, byte[]> context;
    private KeyValueStore<Bytes, byte[]> interestStore;
    private ReadOnlyKeyValueStore<Bytes, byte[]> gatewayStore;
    private int partition;
    private long newestEventMs;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    FanoutProcessor(
            FanoutConfig config, FanoutCounts counts, FanoutTraces traces, Optional<PlantedBug> bug) {
        this.forgets = bug.filter(PlantedBug.FORGET_INTEREST::equals).isPresent();
        this.config = config;
        this.counts = counts;
        this.traces = traces;
        this.watch = new GatewayWatch(config.gatewayTimeout(), config.gatewayForget());
    }

    @Override
    public void init(ProcessorContext<Addressee, byte[]> taskContext) {
        context = taskContext;
        partition = context.taskId().partition();
        interestStore = context.getStateStore(FanoutTopology.INTEREST_STORE);
        gatewayStore = context.getStateStore(FanoutTopology.GATEWAY_STORE);
        restoreChannels();
        observeGateways(context.currentSystemTimeMs());
        sweep();
        context.schedule(config.headInterval(), PunctuationType.WALL_CLOCK_TIME, this::sendHeads);
        context.schedule(BEAT_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::beat);
    }

    @Override
    public void process(Record<ChannelKey, FanoutInput> record) {
        switch (record.value()) {
            case FanoutInput.Committed(EventHeader header, byte[] json) ->
                committed(record.key(), header, json, record.timestamp());
            case FanoutInput.Wanted(Interest interest) -> wanted(record.key(), interest);
        }
    }

    private void committed(ChannelKey key, EventHeader header, byte[] json, long timestampMs) {
        counts.events.increment();
        newestEventMs = Math.max(newestEventMs, timestampMs);
        ChannelInterest channel = channels.get(key);
        if (channel == null) {
            traces.sent(key, header.seq(), 0, 0);
            return;
        }
        int pushed = 0;
        int told = 0;
        long nowMs = context.currentSystemTimeMs();
        boolean stale = nowMs - timestampMs > config.staleAfter().toMillis();
        boolean rose = channel.raise(header.seq(), header.ordinal(), header.origin());
        if (rose) {
            quiet.raised(channel, nowMs);
        }
        Delivery.Push push = new Delivery.Push(new EncodedEvent(
                key,
                header.seq(),
                header.ordinal(),
                header.kind(),
                header.subject(),
                Instant.ofEpochMilli(header.atMs()),
                json,
                header.actor(),
                header.target(),
                header.flags(),
                Optional.empty()));
        for (ChannelInterest.Wish wish : channel.wishes()) {
            GatewayId gateway = wish.gateway();
            if (header.origin().isPresent() && gateway.equals(header.origin().get())) {
                continue;
            }
            if (wish.full() && !stale) {
                if (watch.live(gateway)) {
                    send(gateway, channel.keyBytes(), push, json, timestampMs);
                    counts.pushes.increment();
                    pushed++;
                }
            } else if (rose) {
                oweHead(channel, wish);
                told++;
            }
        }
        traces.sent(key, header.seq(), pushed, told);
    }

    private void wanted(ChannelKey key, Interest interest) {
        GatewayId gateway = interest.gateway();
        if (gateway.slot() >= config.gatewaySlots()) {
            throw new IllegalArgumentException(
                    "slot: " + gateway.slot() + " (expected: below kafka.gateway-slots " + config.gatewaySlots() + ")");
        }
        if (!watch.wants(gateway)) {
            return;
        }
        ChannelInterest channel = channels.computeIfAbsent(key, ChannelInterest::new);
        if (!channel.take(interest)) {
            return;
        }
        if (forgets) {
            channels.remove(key);
        } else {
            store(channel);
        }
        if (interest.level() != InterestLevel.NONE) {
            send(
                    gateway,
                    channel.keyBytes(),
                    new Delivery.InterestOn(key, interest.nonce()),
                    NO_BODY,
                    context.currentSystemTimeMs());
            counts.barriers.increment();
        }
    }

    /// Each head interval: the conflated heads, and the heads of channels that went quiet.
    private void sendHeads(long nowMs) {
        for (ChannelInterest channel : quiet.due(nowMs)) {
            for (ChannelInterest.Wish wish : channel.wishes()) {
                if (!channel.cameFrom(wish.gateway())) {
                    oweHead(channel, wish);
                }
            }
        }
        for (ChannelInterest channel = headsDue.poll(); channel != null; channel = headsDue.poll()) {
            channel.headDue = false;
            Delivery.Head head = new Delivery.Head(channel.key(), channel.seq(), channel.ordinal());
            for (ChannelInterest.Wish wish : channel.wishes()) {
                if (wish.headDue && watch.live(wish.gateway())) {
                    send(wish.gateway(), channel.keyBytes(), head, NO_BODY, nowMs);
                    counts.heads.increment();
                }
                wish.headDue = false;
            }
        }
    }

    /// Each second: who lives, whose interest goes, who came back, and a beat to all.
    private void beat(long nowMs) {
        observeGateways(nowMs);
        boolean behind = newestEventMs > 0 && nowMs - newestEventMs > config.staleAfter().toMillis();
        newestEventMs = 0;
        if (behind) {
            return;
        }
        Delivery.Beat beat = new Delivery.Beat(partition, nowMs);
        for (GatewayId gateway : watch.live()) {
            send(gateway, null, beat, NO_BODY, nowMs);
        }
    }

    private void observeGateways(long nowMs) {
        List<GatewayBeat> beats = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = gatewayStore.all()) {
            while (all.hasNext()) {
                GatewayBeat beat = GatewayBeat.fromBytes(all.next().value);
                if (beat.gateway().slot() < config.gatewaySlots()) {
                    beats.add(beat);
                }
            }
        }
        List<GatewayId> returned = watch.observe(nowMs, beats);
        if (watch.takeDeaths()) {
            sweep();
        }
        if (!returned.isEmpty()) {
            channels.values().forEach(channel -> channel.wishes().stream()
                    .filter(wish -> returned.contains(wish.gateway()))
                    .forEach(wish -> oweHead(channel, wish)));
        }
    }

    private void sweep() {
        List<ChannelInterest> changed = channels.values().stream()
                .filter(channel -> channel.wishes().removeIf(wish -> watch.dead(wish.gateway())))
                .toList();
        changed.forEach(this::store);
    }

    private void oweHead(ChannelInterest channel, ChannelInterest.Wish wish) {
        if (channel.seq() == 0) {
            return;
        }
        wish.headDue = true;
        if (!channel.headDue) {
            channel.headDue = true;
            headsDue.add(channel);
        }
    }

    private void store(ChannelInterest channel) {
        Bytes key = Bytes.wrap(channel.keyBytes());
        if (channel.wanted()) {
            interestStore.put(key, InterestSet.toBytes(channel.interests()));
        } else {
            interestStore.delete(key);
            channels.remove(channel.key());
        }
    }

    private void restoreChannels() {
        try (KeyValueIterator<Bytes, byte[]> all = interestStore.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                ChannelInterest channel = new ChannelInterest(ChannelKey.fromBytes(entry.key.get()));
                for (Interest interest : InterestSet.fromBytes(entry.value)) {
                    watch.wants(interest.gateway());
                    channel.take(interest);
                }
                channels.put(channel.key(), channel);
            }
        }
    }

    private void send(
            GatewayId gateway, byte @Nullable [] key, Delivery delivery, byte[] body, long timestampMs) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Delivery.HEADER, Delivery.header(gateway.epoch(), delivery));
        context.forward(new Record<>(new Addressee(gateway.slot(), key), body, timestampMs, headers));
    }
}
