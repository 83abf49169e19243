package dev.gapless.scenarios.format;

import dev.gapless.scenarios.format.Load.Arrival;
import dev.gapless.scenarios.format.Load.Doing;
import dev.gapless.scenarios.format.Load.Payload;
import dev.gapless.scenarios.format.Load.Reconnect;
import dev.gapless.scenarios.format.Load.Share;
import dev.gapless.scenarios.format.Load.Spread;
import dev.gapless.scenarios.format.Load.Stage;
import dev.gapless.scenarios.format.Scenario.ChannelGroup;
import dev.gapless.scenarios.format.Scenario.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads one load.
final class LoadReader {
    private static final int MAX_TIMES = 1_000_000;
    private static final int MAX_ONLINE = 100_000;
    private static final int LEAST_BYTES = 48;
    private static final int MOST_BYTES = 16_000;

    private final List<Mistake> mistakes;
    private final List<Tenant> tenants;

    LoadReader(List<Mistake> mistakes, List<Tenant> tenants) {
        this.mistakes = mistakes;
        this.tenants = tenants;
    }

    Optional<Load> read(String path, YamlNode node) {
        Fields fields = Fields.of(
                path, node, mistakes, "id", "actors", "do", "channels", "online", "arrival", "payload", "reconnect");
        String id = fields.requireId("id");
        Optional<Tenant> tenant = Optional.empty();
        String group = "";
        String actors = fields.requireText("actors", "TENANT/GROUP");
        if (!actors.isEmpty()) {
            int slash = actors.indexOf('/');
            tenant = slash < 0
                    ? Optional.empty()
                    : tenants.stream().filter(one -> one.id().equals(actors.substring(0, slash))).findFirst();
            group = actors.substring(slash + 1);
            if (tenant.flatMap(found -> found.group(actors.substring(slash + 1))).isEmpty()) {
                fields.wrong("actors", path + ".actors: " + actors + " (expected: "
                        + Suggestion.among(actors, known()) + ")");
            }
        }
        fields.require("do", "connect, send, read or history");
        Optional<Doing> doing = fields.choice("do", List.of(Doing.values()), Doing::text);
        Optional<String> channels = channels(fields, path, tenant, group, doing);
        Optional<Arrival> arrival = fields.has("arrival") ? arrival(fields) : Optional.empty();
        boolean acts = doing.filter(one -> one != Doing.CONNECT).isPresent();
        if (doing.isPresent() && acts != fields.has("arrival")) {
            fields.wrongHere(acts ? "no arrival (expected: when it is done)" : "arrival (expected: none for connect)");
        }
        Optional<Share> online = fields.value("online", "a number of devices or a percentage", LoadReader::share);
        Payload payload = payload(fields);
        Optional<Reconnect> reconnect = reconnect(fields);
        if (doing.isEmpty() || tenant.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Load(
                id, tenant.get().id(), group, doing.get(), channels, online, arrival, payload, reconnect));
    }

    private Optional<String> channels(
            Fields fields, String path, Optional<Tenant> tenant, String group, Optional<Doing> doing) {
        boolean needed = doing.filter(one -> one != Doing.CONNECT).isPresent();
        Optional<String> channels = fields.text("channels");
        if (doing.isPresent() && needed != fields.has("channels")) {
            fields.wrongHere(
                    needed ? "no channels (expected: a group of channels)" : "channels (expected: none for connect)");
        }
        if (channels.isPresent() && tenant.isPresent()) {
            List<String> names = tenant.get().channels().stream()
                    .filter(one -> one.from().contains(group))
                    .map(ChannelGroup::group)
                    .toList();
            if (!names.contains(channels.get())) {
                fields.wrong("channels", path + ".channels: " + channels.get() + " (expected: channels of the actors, "
                        + Suggestion.among(channels.get(), names) + ")");
            }
        }
        return channels;
    }

    private static Optional<Arrival> arrival(Fields load) {
        Fields fields = load.fields("arrival", "rate", "for", "start_rate", "stages", "times", "at", "every", "spread");
        Duration at = fields.duration("at", Duration.ZERO);
        Spread spread = fields.choice(
                "spread", List.of(Spread.values()), one -> one.name().toLowerCase(Locale.ROOT))
                .orElse(Spread.POISSON);
        int forms = (fields.has("rate") ? 1 : 0) + (fields.has("stages") ? 1 : 0) + (fields.has("times") ? 1 : 0);
        if (forms != 1) {
            fields.wrongHere(forms + " of rate, stages, times (expected: exactly one)");
            return Optional.empty();
        }
        if (fields.has("times")) {
            onlyWith(fields, "times", "for", "start_rate", "spread");
            return Optional.of(new Arrival.Times(
                    fields.number("times", 1, MAX_TIMES, 1), at, fields.duration("every", Duration.ZERO)));
        }
        if (fields.has("stages")) {
            onlyWith(fields, "stages", "for", "every");
            double start = fields.value("start_rate", Quantity.RATE, Quantity::rate).orElse(0.0);
            return Optional.of(new Arrival.Open(at, start, fields.list("stages", (path, node) -> {
                Fields stage = Fields.of(path, node, fields.mistakes(), "to", "over");
                stage.require("to", Quantity.RATE);
                Optional<Double> to = stage.value("to", Quantity.RATE, Quantity::rate);
                Duration over = stage.requireDuration("over", Duration.ZERO);
                return to.map(rate -> new Stage(rate, over));
            }), spread));
        }
        onlyWith(fields, "rate", "start_rate", "every");
        Optional<Double> rate = fields.value("rate", Quantity.RATE, Quantity::rate);
        Duration span = fields.requireDuration("for", Duration.ZERO);
        return rate.map(steady -> new Arrival.Open(at, steady, List.of(new Stage(steady, span)), spread));
    }

    private static void onlyWith(Fields fields, String form, String... others) {
        for (String other : others) {
            if (fields.has(other)) {
                fields.wrong(other, other + " with " + form + " (expected: not together)");
            }
        }
    }

    private static Payload payload(Fields load) {
        if (!load.has("payload")) {
            return Payload.DEFAULT;
        }
        Fields fields = load.fields("payload", "bytes");
        Optional<YamlNode> bytes = fields.find("bytes");
        if (bytes.isPresent() && bytes.get() instanceof YamlNode.Sequence) {
            List<Integer> bounds = fields.list("bytes",
                    (path, node) -> node instanceof YamlNode.Scalar(Place place, String text)
                            && text.matches("[0-9]{1,5}")
                                    ? Optional.of(Integer.valueOf(text))
                                    : Optional.empty());
            if (bounds.size() == 2
                    && bounds.get(0) >= LEAST_BYTES
                    && bounds.get(0) <= bounds.get(1)
                    && bounds.get(1) <= MOST_BYTES) {
                return new Payload(bounds.get(0), bounds.get(1));
            }
            fields.wrong("bytes", "bytes (expected: [LEAST, MOST], from " + LEAST_BYTES + " to " + MOST_BYTES + ")");
            return Payload.DEFAULT;
        }
        int exact = fields.number("bytes", LEAST_BYTES, MOST_BYTES, Payload.DEFAULT.maxBytes());
        return new Payload(exact, exact);
    }

    private static Optional<Reconnect> reconnect(Fields load) {
        if (!load.has("reconnect")) {
            return Optional.empty();
        }
        Fields fields = load.fields("reconnect", "base", "cap");
        Duration base = fields.duration("base", Duration.ofMillis(250));
        Duration cap = fields.duration("cap", Duration.ofSeconds(30));
        if (base.isZero() || cap.compareTo(base) < 0) {
            fields.wrongHere(
                    "base " + Quantity.text(base) + ", cap " + Quantity.text(cap) + " (expected: 0 < base <= cap)");
            return Optional.empty();
        }
        return Optional.of(new Reconnect(base, cap));
    }

    static Optional<Share> share(String text) {
        if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) <= MAX_ONLINE) {
            return Optional.of(new Share.Count(Integer.parseInt(text)));
        }
        return Quantity.percent(text).map(Share.Fraction::new);
    }

    private List<String> known() {
        return tenants.stream()
                .flatMap(tenant -> tenant.users().stream().map(group -> tenant.id() + "/" + group.group()))
                .toList();
    }
}
