package dev.gapless.scenarios.format;

import dev.gapless.scenarios.format.FaultKind.Lasting;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.format.FaultKind.On;
import dev.gapless.scenarios.format.FaultKind.Parameter;
import dev.gapless.scenarios.format.FaultSpec.Repeat;
import dev.gapless.scenarios.format.FaultSpec.Target;
import dev.gapless.scenarios.format.FaultSpec.Trigger;
import dev.gapless.scenarios.format.Load.Share;
import dev.gapless.scenarios.format.Scenario.Mode;
import dev.gapless.scenarios.format.Scenario.Run;
import dev.gapless.scenarios.format.Scenario.Tenant;
import dev.gapless.scenarios.format.Scenario.UserGroup;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads one fault.
final class FaultReader {
    private static final int MAX_REPEATS = 1_000;
    private static final Duration EVENT_TIMEOUT = Duration.ofMinutes(1);

    private final List<Mistake> mistakes;
    private final List<Tenant> tenants;
    private final List<Load> loads;
    private final Run run;

    FaultReader(List<Mistake> mistakes, List<Tenant> tenants, List<Load> loads, Run run) {
        this.mistakes = mistakes;
        this.tenants = tenants;
        this.loads = loads;
        this.run = run;
    }

    Optional<FaultSpec> read(String path, YamlNode node) {
        Fields fields = Fields.of(
                path, node, mistakes, "id", "at", "after", "delay", "when", "inject", "target", "with", "for",
                "repeat");
        String id = fields.requireId("id");
        Optional<Trigger> trigger = trigger(fields);
        fields.require("inject", "a fault; gapless chaos faults lists them");
        Optional<FaultKind> kind = fields.choice("inject", List.of(FaultKind.values()), FaultKind::text);
        Optional<Duration> span = fields.duration("for");
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        boolean lasting = kind.get().lasting() == Lasting.SPAN;
        if (lasting != fields.has("for")) {
            fields.wrongHere(lasting
                    ? "no for (expected: how long until it is healed)"
                    : "for (expected: none, " + kind.get().text() + " is over at once)");
        }
        Target target = target(fields, kind.get());
        Map<String, Double> parameters = parameters(fields, kind.get());
        Optional<Repeat> repeat = repeat(fields, span.orElse(Duration.ZERO));
        if (kind.get().localOnly() && run.modes().contains(Mode.LIVE)) {
            fields.wrong("inject", path + ".inject: " + kind.get().text()
                    + " (expected: modes without live; it needs processes that the run started)");
        }
        return trigger
                .map(one -> new FaultSpec(id, kind.get(), one, target, parameters, span.orElse(Duration.ZERO), repeat));
    }

    /// Faults that wait for others must wait for ones above them, so that nothing waits for itself.
    void checkOrder(Fields spec, List<FaultSpec> faults) {
        List<String> ids = faults.stream().map(FaultSpec::id).toList();
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i).trigger() instanceof Trigger.After(String other, Duration delay)
                    && !ids.subList(0, i).contains(other)) {
                spec.wrong("faults",
                        "fault " + faults.get(i).id() + " after " + other + " (expected: a fault above it"
                                + (i == 0 ? "" : ", " + Suggestion.among(other, ids.subList(0, i))) + ")");
            }
        }
    }

    private Optional<Trigger> trigger(Fields fields) {
        long given = List.of("at", "after", "when").stream().filter(fields::has).count();
        if (given != 1 && fields.readable()) {
            fields.wrongHere(
                    (given == 0 ? "no trigger" : given + " triggers") + " (expected: exactly one of at, after, when)");
            return Optional.empty();
        }
        if (fields.has("delay") && !fields.has("after")) {
            fields.wrong("delay", "delay (expected: with after only)");
        }
        if (fields.has("at")) {
            return fields.duration("at").map(Trigger.At::new);
        }
        if (fields.has("after")) {
            Duration delay = fields.duration("delay", Duration.ZERO);
            return fields.text("after").map(other -> new Trigger.After(other, delay));
        }
        return when(fields.fields("when", "event", "load", "ratio", "nth", "timeout"));
    }

    private Optional<Trigger> when(Fields when) {
        when.require("event", "something that a run counts");
        Optional<Occurrence> event = when.choice("event", List.of(Occurrence.values()), Occurrence::text);
        Optional<String> load = when.text("load");
        List<String> known = loads.stream().map(Load::id).toList();
        load.filter(name -> !known.contains(name)).ifPresent(name -> when.wrong(
                "load", "load " + name + " (expected: " + Suggestion.among(name, known) + ")"));
        boolean progress = event.filter(Occurrence.FANOUT_PROGRESS::equals).isPresent();
        boolean ofSends = progress || event.filter(one -> one.name().startsWith("SEND_")).isPresent();
        if (load.isPresent() && !ofSends) {
            when.wrong("load", "load (expected: with send events and fanout.progress only)");
        }
        if (event.isPresent() && progress != when.has("ratio")) {
            when.wrongHere(
                    progress ? "no ratio (expected: such as 40%)" : "ratio (expected: with fanout.progress only)");
        }
        double ratio = when.value("ratio", Quantity.PERCENT, Quantity::percent).orElse(0.0);
        int nth = when.number("nth", 1, Integer.MAX_VALUE, 1);
        Duration timeout = when.duration("timeout", EVENT_TIMEOUT);
        return event.map(one -> new Trigger.When(one, load, ratio, nth, timeout));
    }

    private Target target(Fields fields, FaultKind kind) {
        List<String> allowed = switch (kind.on()) {
            case GATEWAY -> List.of("pick", "index");
            case SHARD -> List.of("pick", "index", "tenant");
            case BROKER -> kind == FaultKind.BROKER_PARTITION_PAUSE ? List.of("pick") : List.of();
            case FANOUT -> List.of();
            case LINK -> List.of("link", "index", "tenant", "pick");
            case CLIENT -> List.of("pick", "tenant", "group");
        };
        Fields target = fields.fields("target", "pick", "index", "tenant", "group", "link");
        for (String key : List.of("pick", "index", "tenant", "group", "link")) {
            if (target.has(key) && !allowed.contains(key)) {
                target.wrong(key, key + " (expected: " + (allowed.isEmpty()
                        ? "no target for " + kind.text()
                        : "for " + kind.text() + " only " + String.join(", ", allowed)) + ")");
            }
        }
        Optional<Link> link = target.choice("link", List.of(Link.values()), Link::text);
        if (kind.on() == On.LINK && link.isEmpty() && !target.has("link")) {
            fields.wrongHere("no target.link (expected: one of "
                    + String.join(", ", Arrays.stream(Link.values()).map(Link::text).toList()) + ")");
        }
        Optional<String> tenant = target.text("tenant");
        List<String> names = tenants.stream().map(Tenant::id).toList();
        tenant.filter(name -> !names.contains(name)).ifPresent(name -> target.wrong(
                "tenant", "tenant " + name + " (expected: " + Suggestion.among(name, names) + ")"));
        Optional<String> group = target.text("group");
        List<String> groups = tenants.stream()
                .filter(one -> tenant.filter(one.id()::equals).isPresent())
                .flatMap(one -> one.users().stream())
                .map(UserGroup::group)
                .toList();
        group.filter(name -> !groups.contains(name)).ifPresent(name -> target.wrong(
                "group",
                "group " + name + " (expected: " + (groups.isEmpty()
                        ? "only with tenant"
                        : Suggestion.among(name, groups)) + ")"));
        boolean shards = kind.on() == On.SHARD || link.filter(Link.GATEWAY_SHARD::equals).isPresent();
        OptionalInt index = target.number("index", 1, shards ? run.shards() : run.gateways());
        if (link.filter(one -> one != Link.CLIENT_GATEWAY).isPresent() && run.modes().contains(Mode.LIVE)) {
            target.wrong("link", "link " + link.get().text()
                    + " (expected: modes without live; only client-gateway can be had there)");
        }
        if (link.filter(Link.FANOUT_BROKER::equals).isPresent() && index.isPresent()) {
            target.wrong("index", "index (expected: none, there is one fan-out)");
        }
        if (index.isPresent() && (target.has("pick") || tenant.isPresent())) {
            target.wrong("index", "index with pick or tenant (expected: not together)");
        }
        Share one = kind.on() == On.CLIENT || kind.on() == On.LINK ? new Share.Fraction(1) : new Share.Count(1);
        Share pick = target.value("pick", "a number or a percentage", LoadReader::share).orElse(one);
        return new Target(pick, tenant, group, index, link);
    }

    private Map<String, Double> parameters(Fields fields, FaultKind kind) {
        String[] known = kind.parameters().stream().map(Parameter::name).toArray(String[]::new);
        Fields with = fields.fields("with", known);
        Map<String, Double> values = new LinkedHashMap<>();
        for (Parameter parameter : kind.parameters()) {
            Optional<Double> given =
                    with.value(parameter.name(), parameter.unit().expected, text -> read(parameter, text));
            if (given.isEmpty() && !with.has(parameter.name()) && parameter.otherwise().isEmpty()) {
                fields.wrongHere("no with." + parameter.name() + " (expected: " + parameter.unit().expected + ", "
                        + parameter.doc() + ")");
            }
            values.put(parameter.name(), given.or(parameter::otherwise).orElse(0.0));
        }
        return values;
    }

    static Optional<Double> read(Parameter parameter, String text) {
        return switch (parameter.unit()) {
            case DURATION -> Quantity.duration(text).map(duration -> duration.toNanos() / 1e6);
            case PERCENT -> Quantity.percent(text);
            case FACTOR -> Quantity.factor(text);
            case BYTE_RATE -> Quantity.byteRate(text).map(Long::doubleValue);
            case COUNT -> text.matches("[1-9][0-9]{0,8}") ? Optional.of(Double.valueOf(text)) : Optional.empty();
        };
    }

    private static Optional<Repeat> repeat(Fields fault, Duration span) {
        if (!fault.has("repeat")) {
            return Optional.empty();
        }
        Fields fields = fault.fields("repeat", "every", "times");
        Duration every = fields.requireDuration("every", Duration.ofSeconds(1));
        fields.require("times", "how often in all");
        if (every.compareTo(span) <= 0) {
            fields.wrong("every", "repeat.every: " + Quantity.text(every) + " (expected: longer than for)");
        }
        return Optional.of(new Repeat(every, fields.number("times", 1, MAX_REPEATS, 1)));
    }
}
