package dev.gapless.server.posting;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.outbox.OutboxKey;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.cursor.CursorMoves;
import dev.gapless.server.cursor.Cursors;
import dev.gapless.server.cursor.PlantedCursors;
import dev.gapless.server.mention.Mentions;
import dev.gapless.server.trace.SendTraces;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Lanes, publisher, projection and relays of one process, started and stopped together.
///
/// Started before the doors open, closed after they are shut. Any thread may call.
public final class PostingFeature implements AutoCloseable {
    private final Lanes lanes;
    private final SendRouting routing;
    private final GatedPosting gated;
    private final EventSink sink;
    private final UserEvents userEvents;
    private final CursorMoves cursors;
    private final Cursors marks;
    private final UserProjection projection;
    private final OutboxSweeper sweeper;
    private final Publisher publisher;
    private final List<Relay> relays = new ArrayList<>();

    /// What the feature needs.
    ///
    /// @param producers makes Kafka producers
    /// @param gateway this process; origin of what it publishes
    /// @param listener hears of commits on the lanes' threads, and of cursors that moved
    /// @param mentions finds out whom messages name
    /// @param gate decides who may write
    /// @param routing decides which gateway commits a send
    /// @param ids makes ids of outbox rows
    /// @param traces remembers when events were committed and published
    public record Parts(
            Shards shards,
            PostingConfig config,
            Supplier<Producer<byte[], byte[]>> producers,
            GatewayId gateway,
            CommitListener listener,
            Mentions mentions,
            WriteGate gate,
            SendRouting routing,
            IdGenerator ids,
            Clock clock,
            Sleeper sleeper,
            SendTraces traces,
            MeterRegistry metrics) {}

    private PostingFeature(Parts parts, Optional<FaultPoints> faults, Optional<PlantedBug> bug) {
        Shards shards = parts.shards();
        this.routing = parts.routing();
        this.sink = new EventSink(parts.producers(), System::nanoTime);
        this.userEvents =
                new UserEvents(sink, parts.listener(), Optional.of(parts.gateway()), parts.metrics());
        this.cursors = new CursorMoves(shards, userEvents, parts.clock(), parts.sleeper(), parts.metrics());
        this.marks = bug.filter(PlantedBug.CURSOR_BACK::equals).<Cursors>map(back -> new PlantedCursors(cursors))
                .orElse(cursors);
        this.projection = new UserProjection(shards, cursors);
        this.sweeper = new OutboxSweeper(parts.sleeper());
        this.publisher =
                new Publisher(
                        sink, projection, sweeper, Optional.of(parts.gateway()), parts.traces(), parts.metrics());
        ChannelLog log = bug.filter(PlantedLog::concerns)
                .map(planted -> ChannelLog.flawed(new PlantedLog(planted, parts.listener())))
                .or(() -> faults.map(FaultPoints::log))
                .orElseGet(ChannelLog::new);
        boolean publishes = bug.filter(PlantedBug.DROP_OUTBOX::equals).isEmpty();
        this.lanes = Lanes.start(
                shards,
                parts.config(),
                new Lanes.Ends() {
                    @Override
                    public BatchLog log(Shard shard) {
                        BatchLog batchLog = new ShardLog(shard, log, parts.ids());
                        return faults.map(places -> places.after(batchLog, shard)).orElse(batchLog);
                    }

                    @Override
                    public LaneOutput output(Shard shard) {
                        LaneOutput output = (outboxId, events, appended) -> {
                            parts.listener().committed(events);
                            routing.committed(appended);
                            if (publishes) {
                                publisher.publish(shard, outboxKey(outboxId, events), appended);
                            }
                        };
                        return faults.map(places -> places.before(output, shard)).orElse(output);
                    }

                    @Override
                    public SendTraces traces() {
                        return parts.traces();
                    }
                },
                parts.mentions(),
                parts.clock(),
                new LaneTime(System::nanoTime, parts.sleeper()),
                parts.metrics());
        Posting routed = routing.over(lanes);
        this.gated = new GatedPosting(
                parts.gate(), bug.<Posting>map(planted -> new PlantedPosting(routed, planted)).orElse(routed), lanes);
        for (Shard shard : publishes ? shards.all() : List.<Shard>of()) {
            RelayLease lease = new RelayLease(
                    shards.global(), parts.clock(), "relay " + shard.name(), parts.gateway().toString());
            relays.add(new Relay(shard, sink, projection, publisher, lease, parts.clock(), parts.metrics()));
        }
    }

    public static PostingFeature start(Parts parts) {
        return start(parts, Optional.empty(), Optional.empty());
    }

    /// For experiments: with places where the process can be made to end, and with a bug.
    ///
    /// @param faults directory where places are armed, see [FaultPoints]
    public static PostingFeature start(Parts parts, Optional<Path> faults, Optional<PlantedBug> bug) {
        return new PostingFeature(parts, faults.map(FaultPoints::new), bug);
    }

    public Posting posting() {
        return gated;
    }

    public Appending appending() {
        return gated;
    }

    public UserProjection projection() {
        return projection;
    }

    /// Hands a record to the producer of events; it may be lost. Never blocks for long.
    ///
    /// @return false if it was not taken
    public boolean offer(ProducerRecord<byte[], byte[]> record) {
        return sink.send(record, stored -> {});
    }

    /// The door for devices that have read something.
    public Cursors cursors() {
        return marks;
    }

    /// Answers what was taken, publishes what it can, and leaves the rest to the outbox.
    @Override
    public void close() {
        routing.close();
        lanes.close();
        relays.forEach(Relay::close);
        publisher.close();
        projection.close();
        cursors.close();
        userEvents.close();
        sink.close();
        sweeper.close();
    }

    /// The log puts the row of a transaction under the first of its channels.
    private static OutboxKey outboxKey(long outboxId, List<EncodedEvent> events) {
        ChannelKey first = events.getFirst().key();
        for (EncodedEvent event : events) {
            if (event.key().compareTo(first) < 0) {
                first = event.key();
            }
        }
        return new OutboxKey(first, outboxId);
    }
}
