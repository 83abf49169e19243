package dev.gapless.scenarios.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The faults there are. `gapless chaos faults` prints them.
public enum FaultKind {
    GATEWAY_KILL(On.GATEWAY, Lasting.SPAN, "SIGKILL; started again on the same port at the end"),
    GATEWAY_PAUSE(On.GATEWAY, Lasting.SPAN, "SIGSTOP; SIGCONT at the end"),
    GATEWAY_RESTART(On.GATEWAY, Lasting.SPAN, "SIGTERM: it drains its connections and ends; started again at the end"),
    GATEWAY_DIE_AFTER_COMMIT(
            On.GATEWAY, Lasting.SPAN,
            "the next gateway to commit a send halts before it answers; started again at the end"),
    FANOUT_KILL(On.FANOUT, Lasting.SPAN, "SIGKILL of the fan-out and the inbox; started again at the end"),
    FANOUT_PAUSE(On.FANOUT, Lasting.SPAN, "SIGSTOP of the fan-out and the inbox; SIGCONT at the end"),
    FANOUT_RESTART(On.FANOUT, Lasting.SPAN, "SIGTERM of the fan-out and the inbox; started again at the end"),
    SHARD_KILL(On.SHARD, Lasting.SPAN, "SIGKILL of a shard's database; started again at the end"),
    SHARD_PAUSE(On.SHARD, Lasting.SPAN, "SIGSTOP of a shard's database; SIGCONT at the end"),
    SHARD_READ_ONLY(On.SHARD, Lasting.SPAN,
            "a shard's database takes no writes, as while its primary is being replaced"),
    SHARD_DISK_FULL(
            On.SHARD,
            Lasting.SPAN,
            "transactions of sends fail as on a full disk; a place in the gateways' code, the disk is not filled"),
    BROKER_KILL(On.BROKER, Lasting.SPAN, "SIGKILL of the broker; started again at the end"),
    BROKER_PAUSE(On.BROKER, Lasting.SPAN, "SIGSTOP of the broker; SIGCONT at the end"),
    BROKER_REDELIVER(
            On.BROKER,
            Lasting.MOMENT,
            "the last events of every partition are published once more",
            parameter("last", Unit.COUNT, 200.0, "records of each partition")),
    BROKER_PARTITION_PAUSE(
            On.BROKER,
            Lasting.SPAN,
            "partitions of the events give their readers nothing more, as behind a transaction that nobody ends; the broker ends it itself if the run dies"),
    BROKER_LOSE_PUSHES(
            On.BROKER,
            Lasting.SPAN,
            "what is on its way to the gateways is deleted on the broker again and again, most of it before they fetch it"),
    NET_LATENCY(
            On.LINK,
            Lasting.SPAN,
            "bytes of a link arrive later, both ways",
            parameter("latency", Unit.DURATION, "each way"),
            parameter("jitter", Unit.DURATION, 0.0, "up to this much more")),
    NET_BANDWIDTH(
            On.LINK, Lasting.SPAN, "a link carries less",
            parameter("rate", Unit.BYTE_RATE, "of each connection, each way")),
    NET_RESET(On.LINK, Lasting.MOMENT, "connections of a link end with RST"),
    NET_HALF_OPEN(On.LINK, Lasting.SPAN, "connections are accepted and then silent; open ones fall silent"),
    NET_BLACKHOLE(On.LINK, Lasting.SPAN, "bytes vanish, new connections get no answer; cut at the end"),
    NET_SLOW_CLOSE(
            On.LINK,
            Lasting.SPAN,
            "the end of a connection is told late",
            parameter("delay", Unit.DURATION, "until the other side hears of it")),
    COMMIT_CUT(
            On.SHARD,
            Lasting.SPAN,
            "a connection is cut after COMMIT went to the shard and before its answer came back",
            parameter("every", Unit.COUNT, 10.0, "each nth commit")),
    COMMIT_DELAY(
            On.SHARD,
            Lasting.SPAN,
            "COMMIT takes longer, as on a slow disk",
            parameter("delay", Unit.DURATION, "before it reaches the shard")),
    FRAME_DROP(
            On.CLIENT, Lasting.SPAN, "pushes are lost before the client reads them",
            parameter("ratio", Unit.PERCENT, "of the pushes")),
    FRAME_DUPLICATE(
            On.CLIENT, Lasting.SPAN, "pushes come twice", parameter("ratio", Unit.PERCENT, "of the pushes")),
    FRAME_REORDER(
            On.CLIENT, Lasting.SPAN, "a push changes places with the next",
            parameter("ratio", Unit.PERCENT, "of the pushes")),
    FRAME_DELAY(
            On.CLIENT,
            Lasting.SPAN,
            "the socket is read more slowly",
            parameter("delay", Unit.DURATION, "before each frame")),
    CLIENT_STALL(On.CLIENT, Lasting.SPAN, "the socket is not read at all"),
    CLIENT_DISCONNECT(On.CLIENT, Lasting.MOMENT, "the socket is dropped without a word"),
    CLIENT_AWAY(On.CLIENT, Lasting.SPAN, "the device is off line; on line again at the end"),
    CLIENT_REPEAT_SENDS(
            On.CLIENT,
            Lasting.SPAN,
            "acknowledged sends are sent again under the same key, through any gateway",
            parameter("ratio", Unit.PERCENT, 1.0, "of the sends")),
    CLIENT_CLOCK(
            On.CLIENT,
            Lasting.SPAN,
            "the device's clock jumps ahead and goes faster or slower; at the right speed again at the end",
            parameter("ahead", Unit.DURATION, 0.0, "at the beginning"),
            parameter("speed", Unit.FACTOR, 1.0, "of the clock"));

    /// What a fault hits.
    public enum On {
        GATEWAY,
        FANOUT,
        SHARD,
        BROKER,
        LINK,
        CLIENT
    }

    /// Whether a fault has an end of its own.
    public enum Lasting {
        SPAN,
        MOMENT
    }

    /// Between what a network fault lies.
    public enum Link {
        CLIENT_GATEWAY,
        GATEWAY_SHARD,
        GATEWAY_BROKER,
        FANOUT_BROKER;

        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// The unit of a parameter; in [FaultSpec] durations are milliseconds and percentages fractions.
    public enum Unit {
        DURATION(Quantity.DURATION),
        COUNT("a whole number from 1"),
        PERCENT(Quantity.PERCENT),
        FACTOR(Quantity.FACTOR),
        BYTE_RATE(Quantity.BYTE_RATE);

        final String expected;

        Unit(String expected) {
            this.expected = expected;
        }
    }

    /// A parameter.
    ///
    /// @param otherwise its value if it is not given; empty: it must be given
    /// @param doc for people
    public record Parameter(String name, Unit unit, Optional<Double> otherwise, String doc) {
        /// Reads a value, in the units of [FaultSpec].
        public Optional<Double> read(String text) {
            return FaultReader.read(this, text);
        }

        /// What a value looks like.
        public String expected() {
            return unit.expected;
        }
    }

    private final On on;
    private final Lasting lasting;
    private final String doc;
    private final List<Parameter> parameters;

    FaultKind(On on, Lasting lasting, String doc, Parameter... parameters) {
        this.on = on;
        this.lasting = lasting;
        this.doc = doc;
        this.parameters = List.of(parameters);
    }

    /// The name in files, such as `gateway.kill`.
    public String text() {
        String name = name().toLowerCase(Locale.ROOT);
        int first = name.indexOf('_');
        return name.substring(0, first) + "." + name.substring(first + 1).replace('_', '-');
    }

    public On on() {
        return on;
    }

    public Lasting lasting() {
        return lasting;
    }

    public String doc() {
        return doc;
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /// Whether only a stack that the run started itself can have it.
    public boolean localOnly() {
        return on != On.CLIENT && on != On.LINK;
    }

    /// The fault of a name.
    public static Optional<FaultKind> find(String name) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(name)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(FaultKind::text).toList();
    }

    private static Parameter parameter(String name, Unit unit, String doc) {
        return new Parameter(name, unit, Optional.empty(), doc);
    }

    private static Parameter parameter(String name, Unit unit, double otherwise, String doc) {
        return new Parameter(name, unit, Optional.of(otherwise), doc);
    }
}
