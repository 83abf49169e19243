package dev.gapless.fanout.heat;

import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// Counts for the channels of one partition. Each second it puts the busiest on the board and forgets those that did nothing in
/// the window. It counts by the records' own times, so that a backlog is not taken for heat.
///
/// Memory is bounded by `heat.channels`: once a second the coldest beyond it are forgotten, and while there are twice as many no
/// new one is taken in. One thread, that of the task.
final class HeatProcessor implements Processor<ChannelKey, HeatInput, Void, Void> {
    /// Entries of each ranking that a task tells.
    static final int TOP = 200;

    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final int window;
    private final int bound;
    private final HeatBoard board;
    private final HeatCounts counts;
    private final Map<ChannelKey, ChannelHeat> channels = new HashMap<>();
    private ProcessorContext<Void, Void> context;
    private int partition;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    HeatProcessor(HeatConfig config, HeatBoard board, HeatCounts counts) {
        this.window = Math.toIntExact(config.window().toSeconds());
        this.bound = config.channels();
        this.board = board;
        this.counts = counts;
    }

    @Override
    public void init(ProcessorContext<Void, Void> taskContext) {
        context = taskContext;
        partition = context.taskId().partition();
        context.schedule(TELL_EVERY, PunctuationType.WALL_CLOCK_TIME, this::tell);
    }

    @Override
    public void process(Record<ChannelKey, HeatInput> record) {
        long age = context.currentSystemTimeMs() - record.timestamp();
        if (age > (window + 1) * 1_000L) {
            counts.late.increment();
            return;
        }
        switch (record.value()) {
            case HeatInput.Committed committed -> {
                if (UserStream.holds(committed.kind())) {
                    return;
                }
                ChannelHeat channel = channels.get(record.key());
                if (committed.kind() != EventKind.MESSAGE_POSTED.number()) {
                    if (channel != null) {
                        channel.known(committed.channelClass());
                    }
                    return;
                }
                counts.sends.increment();
                if (channel == null) {
                    channel = room(record.key());
                }
                if (channel != null) {
                    channel.sent(record.timestamp(), committed.channelClass());
                }
            }
            case HeatInput.Delivered(var report) -> {
                counts.reports.increment();
                ChannelHeat known = channels.get(record.key());
                ChannelHeat channel = known == null ? room(record.key()) : known;
                if (channel != null) {
                    channel.delivered(record.timestamp(), report);
                }
            }
        }
    }

    /// A place for a channel that is not counted yet.
    @SuppressWarnings("NullAway") // null: there is none
    private ChannelHeat room(ChannelKey key) {
        if (channels.size() >= 2L * bound) {
            counts.passedOver.increment();
            return null;
        }
        return channels.computeIfAbsent(key, channel -> new ChannelHeat(window));
    }

    private void tell(long nowMs) {
        channels.values().removeIf(channel -> channel.cold(nowMs));
        List<HeatView.Channel> all = new ArrayList<>(channels.size());
        channels.forEach((key, heat) -> all.add(new HeatView.Channel(
                key.workspace(), key.channel(), heat.channelClass().text(), tenths(heat.sendsPerS(nowMs)),
                tenths(heat.deliveriesPerS(nowMs)), heat.readers(nowMs), heat.gateways(nowMs))));
        all.sort(Comparator.comparingDouble(HeatProcessor::warmth).reversed());
        if (all.size() > bound) {
            all.subList(bound, all.size())
                    .forEach(cold -> channels.remove(new ChannelKey(cold.workspace(), cold.channel())));
        }
        board.put(partition, new HeatView(nowMs, 1, top(all), tenants(all)));
        counts.channels.set(board.channels());
    }

    private static double warmth(HeatView.Channel channel) {
        return channel.sendsPerS() + channel.deliveriesPerS();
    }

    /// The first of three rankings.
    private static List<HeatView.Channel> top(List<HeatView.Channel> all) {
        Set<HeatView.Channel> top = new LinkedHashSet<>();
        for (Comparator<HeatView.Channel> ranking : List.of(
                Comparator.comparingDouble(HeatView.Channel::sendsPerS).reversed(),
                Comparator.comparingDouble(HeatView.Channel::deliveriesPerS).reversed(),
                Comparator.comparingLong(HeatView.Channel::readers).reversed())) {
            all.stream().sorted(ranking).limit(TOP).forEach(top::add);
        }
        return List.copyOf(top);
    }

    private static List<HeatView.Tenant> tenants(List<HeatView.Channel> all) {
        Map<WorkspaceId, HeatView.Tenant> tenants = new HashMap<>();
        all.forEach(channel -> tenants.merge(
                channel.workspace(),
                new HeatView.Tenant(
                        channel.workspace(), channel.sendsPerS(), channel.deliveriesPerS(), channel.readers(), 1),
                HeatView.Tenant::plus));
        return tenants.values().stream()
                .sorted(Comparator.comparingDouble(HeatView.Tenant::sendsPerS).reversed())
                .limit(TOP)
                .toList();
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    @Override
    public void close() {
        board.remove(partition);
    }
}
