package dev.gapless.control.trace;

import dev.gapless.control.channel.Channels;
import dev.gapless.control.fleet.FleetConfig;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.trace.TraceQuestion;
import dev.gapless.schema.global.GatewaySlot;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// `GET …/channels/{channel}/events/{seq}/trace`: the way of one event. Without its text. Any thread.
public final class TraceRoutes implements AutoCloseable {
    private static final String PATH = "/admin/v1/workspaces/{workspace}/channels/{channel}/events/{seq}/trace";
    private static final int SHOWN = 20;

    private final Shards shards;
    private final Channels channels;
    private final Clock clock;
    private final TraceProbe probe;

    /// @param config whom to ask beside the gateways
    public TraceRoutes(Shards shards, Channels channels, FleetConfig config, Clock clock) {
        this.shards = shards;
        this.channels = channels;
        this.clock = clock;
        this.probe = new TraceProbe(config);
    }

    public List<AdminRoute> routes() {
        return List.of(AdminRoute.get(PATH, Guard.ADMIN, Set.of(), this::trace));
    }

    private AdminAnswer trace(AdminRequest request) {
        ChannelKey channel = channels.find(request).key();
        Seq seq = seq(request.path("seq"));
        EventRow event = shards.forChannel(channel)
                .read("trace.event", handle -> EventTable.bySeq(handle, channel, List.of(seq.value())))
                .stream()
                .findFirst()
                .orElseThrow(() -> GaplessException.notFound("event", Long.toString(seq.value())));
        List<Told> told = probe.ask(new TraceQuestion(channel, seq), gateways());
        return AdminAnswer.ok(TraceStory.tell(
                new TraceStory.About(channel.channel(), seq, kind(event), event.at()), told));
    }

    private static String kind(EventRow event) {
        int number = event.encoded().kind();
        return EventKind.find(number).map(EventKind::text).orElse("kind " + number);
    }

    private List<GatewaySlot> gateways() {
        Instant now = clock.instant();
        return shards.global()
                .read("trace.gateways", handle -> GatewaySlotTable.list(handle, IdGenerator.NODES))
                .stream()
                .filter(slot -> slot.expiresAt().isAfter(now) && !slot.address().isEmpty())
                .toList();
    }

    private static Seq seq(String text) {
        try {
            return new Seq(Long.parseLong(text));
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField(
                    "seq", text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text, "a whole number, 1 or more");
        }
    }

    @Override
    public void close() {
        probe.close();
    }
}
