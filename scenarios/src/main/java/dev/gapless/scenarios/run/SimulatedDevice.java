package dev.gapless.scenarios.run;

import dev.gapless.client.ApiException;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.ClientException;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.Refusal;
import dev.gapless.client.session.SendState;
import dev.gapless.client.session.SendUpdate;
import dev.gapless.client.session.StartAt;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody.MessagePosted;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.scenarios.format.Metric;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import dev.gapless.scenarios.run.Schedule.Act;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// One device: the real client, and a note of everything it tells. What it is told is what its person would see.
///
/// Its listener runs on the client's thread; the rest may be called by any.
final class SimulatedDevice implements ChatListener, AutoCloseable {
    private static final int LATEST = 50;

    private final int number;
    private final Observations observations;
    private final World world;
    private final Wire wire;
    private final ChatOptions options;
    private final DeviceClock clock = new DeviceClock();
    private final RandomGenerator random;
    private final Map<Integer, Long> shown = new ConcurrentHashMap<>();
    private final Map<Integer, Acked> ownLast = new ConcurrentHashMap<>();
    private final Map<ChannelId, Long> holes = new ConcurrentHashMap<>(2);
    private Optional<ChatClient> client = Optional.empty();
    private boolean wasLive;
    private boolean live;
    private long lostAt;
    private String gateway = "";
    private volatile double repeat;
    private volatile boolean wanted;

    private record Acked(long op, long seq) {}

    SimulatedDevice(
            int number, Observations observations, World world, Wire wire, ChatOptions options,
            RandomGenerator random) {
        this.number = number;
        this.observations = observations;
        this.world = world;
        this.wire = wire;
        this.options = options.withNanos(clock);
        this.random = random;
    }

    DeviceClock clock() {
        return clock;
    }

    int number() {
        return number;
    }

    Wire wire() {
        return wire;
    }

    /// Connects, and follows the channels of its person from their beginnings.
    void start(List<Integer> channels) {
        wanted = true;
        ChatClient started = ChatClient.start(options, this);
        client = Optional.of(started);
        for (int channel : channels) {
            observations.followed(number, channel, 0);
            started.subscribe(world.channel(channel), new StartAt.After(Position.START));
        }
    }

    void send(Act act) {
        observations.invoked(act);
        String text = MessageText.of(
                act.op(), observations.schedule().canary(observations.tenantOf(number)), act.bytes());
        SendState state = client().send(OutgoingMessage.of(world.channel(act.channel()), key(act.op()), text)).state();
        if (state instanceof SendState.Refused(Refusal refusal)) {
            refused(act.channel(), act.op(), refusal); // by the client itself; its listener is not told
        }
    }

    void read(int channel) {
        long last = shown.getOrDefault(channel, 0L);
        if (last > 0) {
            client().read(world.channel(channel), new Seq(last));
        }
    }

    /// Reads the latest page through the next gateway, and looks for its own last message.
    void readBack(int channel) {
        Acked last = ownLast.get(channel);
        try {
            EventPage page = client().api().latestEvents(world.channel(channel), LATEST);
            page.events().forEach(this::scan);
            if (last == null) {
                return;
            }
            boolean there = last.seq() <= page.to()
                    && (last.seq() < page.from()
                            || page.events().stream()
                                    .anyMatch(event -> event.seq().value() == last.seq() && op(event) == last.op()));
            observations.write(new Row(
                    RowKind.READ_BACK, there ? Row.PRESENT : 0, number, channel, last.seq(), last.op(), page.to(),
                    observations.micros()));
            observations.happenings().happened(Occurrence.READ_BACK);
        } catch (ClientException e) {
            observations.scan(number, String.valueOf(e.getMessage()));
        }
    }

    /// From now on, acknowledged sends are sent again with this probability.
    void repeatSends(double ratio) {
        repeat = ratio;
    }

    void sever() {
        client().severConnection();
    }

    void goOffline() {
        wanted = false;
        client().goOffline();
    }

    void goOnline() {
        wanted = true;
        client().goOnline();
    }

    /// Whether it should be connected.
    boolean wanted() {
        return wanted && client.isPresent();
    }

    boolean isLive() { return client().state() instanceof ConnectionState.Live; }

    /// The last seq shown of a channel.
    long shownTo(int channel) {
        return shown.getOrDefault(channel, 0L);
    }

    ChatClient client() {
        return client.orElseThrow();
    }

    @Override
    public void event(Event event) {
        int channel = world.number(event.channel());
        String text = event.body() instanceof MessagePosted message ? message.text() : "";
        observations.shown(number, channel, event.seq().value(), text);
        shown.put(channel, event.seq().value());
    }

    @Override
    public void state(ConnectionState state) {
        if (observations.ended) {
            return;
        }
        long now = observations.micros();
        if (state instanceof ConnectionState.Live(var user, var workspace, String at)) {
            observations.connected.incrementAndGet();
            observations.write(Row.of(RowKind.CONNECTED, number, world.gatewayNumber(at), now));
            observations.happenings().happened(Occurrence.CLIENT_CONNECTED);
            if (wasLive) {
                observations.happenings().happened(Occurrence.CLIENT_RESUMED);
                observations.measures()
                        .latency(Metric.RECONNECT_TIME_TO_LIVE, observations.tenantOf(number), now - lostAt);
                if (!at.equals(gateway)) {
                    observations.happenings().happened(Occurrence.SESSION_MOVED);
                }
            }
            gateway = at;
            wasLive = true;
            live = true;
            return;
        }
        if (live) {
            live = false;
            lostAt = now;
            observations.connected.decrementAndGet();
            observations.write(Row.of(RowKind.DISCONNECTED, number, 0, now));
            observations.happenings().happened(Occurrence.CLIENT_DISCONNECTED);
        }
        if (state instanceof ConnectionState.Connecting(int attempt)) {
            observations.write(Row.of(RowKind.CONNECTING, number, attempt, now));
        }
    }

    @Override
    public void send(SendUpdate update) {
        long op = op(update.message().key());
        int channel = world.number(update.message().channel());
        switch (update.state()) {
            case SendState.Pending pending -> {}
            case SendState.Unknown unknown -> observations.doubtful(number, channel, op);
            case SendState.Acked(Seq seq, var ordinal, var at, boolean duplicate) -> {
                observations.acked(number, channel, op, seq.value(), duplicate);
                ownLast.merge(channel, new Acked(op, seq.value()), (a, b) -> a.seq() > b.seq() ? a : b);
                if (repeat > 0 && random.nextDouble() < repeat) {
                    Thread.ofVirtual().name("repeat").start(() -> sendAgain(update.message(), channel, op));
                }
            }
            case SendState.Refused(Refusal refusal) -> refused(channel, op, refusal);
        }
    }

    private void refused(int channel, long op, Refusal refusal) {
        boolean overload = ErrorCode.find(refusal.code())
                .filter(code -> code.kind() == ErrorCode.Kind.OVERLOAD)
                .isPresent();
        observations.refused(
                number,
                channel,
                op,
                (refusal.definite() ? Row.DEFINITE : 0)
                        | (refusal.code().isBlank() ? 0 : Row.CODED)
                        | (refusal.retryAfter().isPresent() ? Row.HINTED : 0)
                        | (overload ? Row.OVERLOAD : 0));
    }

    /// Over HTTP, at the gateway whose turn it is.
    private void sendAgain(OutgoingMessage message, int channel, long op) {
        try {
            SendAnswer answer = client().api().send(message.channel(), message.text(), message.key());
            observations.ackedAgain(number, channel, op, answer.seq().value());
        } catch (ApiException e) {
            if (e.is(ErrorCode.KEY_REUSED)) {
                throw e; // the client sent what it had sent: a bug here
            }
        } catch (ClientException e) {
            observations.scan(number, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void hole(HoleUpdate update) {
        long now = observations.micros();
        int channel = world.number(update.channel());
        switch (update) {
            case HoleUpdate.HoleOpened(ChannelId id, Seq from, Seq to) -> {
                if (holes.put(id, now) == null) {
                    observations.openGaps.incrementAndGet();
                }
                observations.write(Row.place(RowKind.GAP_OPENED, number, channel, from.value(), to.value(), now));
                observations.happenings().happened(Occurrence.GAP_DETECTED);
            }
            case HoleUpdate.HoleRepaired(ChannelId id, Seq from, Seq to) -> {
                Long opened = holes.remove(id);
                if (opened != null) {
                    observations.openGaps.decrementAndGet();
                    if (observations.clock().started()) {
                        observations.measures()
                                .latency(Metric.GAP_REPAIR, observations.tenantOf(number), now - opened);
                    }
                }
                observations.write(Row.place(RowKind.GAP_CLOSED, number, channel, from.value(), to.value(), now));
                observations.happenings().happened(Occurrence.GAP_REPAIRED);
            }
        }
    }

    @Override
    public void cursor(CursorView cursor) {
        if (cursor.threadRoot().isEmpty()) {
            observations.write(Row.place(
                    RowKind.CURSOR,
                    number,
                    world.number(cursor.channel()),
                    cursor.seq().value(),
                    cursor.generation(),
                    observations.micros()));
            observations.happenings().happened(Occurrence.CURSOR_MOVED);
        }
    }

    @Override
    public void notice(Notice notice) {
        if (notice instanceof Notice.Draining) {
            observations.happenings().happened(Occurrence.CLIENT_DRAINED);
        }
    }

    @Override
    public void failed(RuntimeException failure) {
        world.failed(failure);
    }

    @Override
    public void close() {
        client.ifPresent(ChatClient::close);
    }

    private void scan(Event event) {
        if (event.body() instanceof MessagePosted message) {
            observations.scan(number, message.text());
        }
    }

    static long op(Event event) {
        return event.body() instanceof MessagePosted message ? MessageText.op(message.text()) : 0;
    }

    static IdempotencyKey key(long op) {
        return new IdempotencyKey("op-" + op);
    }

    private static long op(IdempotencyKey key) {
        return Long.parseLong(key.value().substring("op-".length()));
    }
}
