package dev.gapless.scenarios.format;

import dev.gapless.scenarios.format.Load.Share;
import dev.gapless.scenarios.format.Scenario.ChannelGroup;
import dev.gapless.scenarios.format.Scenario.Exercised;
import dev.gapless.scenarios.format.Scenario.Home;
import dev.gapless.scenarios.format.Scenario.Invariant;
import dev.gapless.scenarios.format.Scenario.Metadata;
import dev.gapless.scenarios.format.Scenario.Mode;
import dev.gapless.scenarios.format.Scenario.Phase;
import dev.gapless.scenarios.format.Scenario.Run;
import dev.gapless.scenarios.format.Scenario.Safety;
import dev.gapless.scenarios.format.Scenario.SteadyState;
import dev.gapless.scenarios.format.Scenario.Tenant;
import dev.gapless.scenarios.format.Scenario.Threshold;
import dev.gapless.scenarios.format.Scenario.UserGroup;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the whole of a file; loads and faults have readers of their own. Names that point nowhere are mistakes too.
final class ScenarioReader {
    static final String API_VERSION = "gapless/v1";
    static final int MAX_GATEWAYS = 8;
    static final int MAX_SHARDS = 8;
    private static final int MAX_PEOPLE = 100_000;
    private static final int MAX_DEVICES = 10;
    private static final int MAX_CHANNELS = 10_000;
    private static final int MAX_PRELOAD = 100_000;
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration SLIP = Duration.ofMillis(100);

    private final List<Mistake> mistakes;

    ScenarioReader(List<Mistake> mistakes) {
        this.mistakes = mistakes;
    }

    Scenario read(YamlNode root) {
        Fields file = Fields.of(Fields.ROOT, root, mistakes, "apiVersion", "kind", "metadata", "spec");
        file.require("apiVersion", API_VERSION);
        file.choice("apiVersion", List.of(API_VERSION), text -> text);
        file.require("kind", "Scenario");
        file.choice("kind", List.of("Scenario"), text -> text);
        file.require("metadata", "name and title");
        Metadata metadata = metadata(file.fields("metadata", "name", "title", "description", "tags", "owner"));
        file.require("spec", "run, fixtures, load, invariants");
        return spec(
                metadata,
                file.fields(
                        "spec", "run", "safety", "fixtures", "steady_state", "load", "faults", "settle", "invariants",
                        "exercised", "thresholds"));
    }

    private Scenario spec(Metadata metadata, Fields spec) {
        spec.require("run", "seed and max_duration");
        Run run = run(spec.fields("run", "seed", "modes", "topology", "max_duration"));
        spec.require("fixtures", "tenants");
        List<Tenant> tenants = tenants(spec.fields("fixtures", "tenants"), run);
        spec.require("load", "at least one load");
        LoadReader loadReader = new LoadReader(mistakes, tenants);
        List<Load> loads = spec.list("load", loadReader::read);
        unique(spec, "load", loads.stream().map(Load::id).toList());
        FaultReader faultReader = new FaultReader(mistakes, tenants, loads, run);
        List<FaultSpec> faults = spec.list("faults", faultReader::read);
        unique(spec, "faults", faults.stream().map(FaultSpec::id).toList());
        faultReader.checkOrder(spec, faults);
        spec.require("invariants", "at least one promise");
        List<Invariant> invariants = spec.list("invariants", this::invariant);
        if (spec.find("invariants").filter(node -> node instanceof YamlNode.Sequence(Place at, List<YamlNode> items)
                && items.isEmpty()).isPresent()) {
            spec.wrong("invariants", "spec.invariants: none (expected: at least one promise)");
        }
        Fields settle = spec.fields("settle", "timeout");
        Fields safety = spec.fields("safety", "require_context_label", "abort_if", "max_slip");
        Scenario scenario = new Scenario(
                metadata,
                run,
                new Safety(
                        safety.text("require_context_label").orElse("chaos-ok"),
                        safety.list("abort_if", (path, node) -> expectation(path, node, tenants))),
                tenants,
                steadyState(spec, tenants),
                loads,
                faults,
                settle.duration("timeout", SETTLE),
                safety.duration("max_slip", SLIP),
                invariants,
                spec.list("exercised", this::exercised),
                spec.list("thresholds", (path, node) -> threshold(path, node, tenants)));
        checkLength(spec, scenario);
        return scenario;
    }

    private void checkLength(Fields spec, Scenario scenario) {
        Duration load = scenario.loads().stream()
                .flatMap(one -> one.arrival().stream())
                .map(Load.Arrival::end)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (spec.has("run") && load.plus(scenario.settle()).compareTo(scenario.run().maxDuration()) > 0) {
            spec.wrong("run", "spec.run.max_duration: " + Quantity.text(scenario.run().maxDuration())
                    + " (expected: at least load and settling, " + Quantity.text(load.plus(scenario.settle())) + ")");
        }
    }

    private static Metadata metadata(Fields fields) {
        return new Metadata(
                fields.requireId("name"),
                fields.requireText("title", "one line"),
                fields.text("description"),
                fields.texts("tags"),
                fields.text("owner"));
    }

    private static Run run(Fields fields) {
        fields.require("seed", "a whole number from 0, or random");
        OptionalLong seed = fields.value("seed", "a whole number from 0, or random", ScenarioReader::seed)
                .orElse(OptionalLong.empty());
        List<Mode> modes = fields.has("modes") ? modes(fields) : List.of(Mode.LOCAL);
        Fields topology = fields.fields("topology", "gateways", "shards");
        return new Run(
                seed,
                modes,
                topology.number("gateways", 1, MAX_GATEWAYS, 2),
                topology.number("shards", 1, MAX_SHARDS, 1),
                fields.requireDuration("max_duration", Duration.ofHours(24)));
    }

    private static List<Mode> modes(Fields fields) {
        return fields.texts("modes").stream()
                .flatMap(text -> {
                    Optional<Mode> mode =
                            Arrays.stream(Mode.values()).filter(one -> one.text().equals(text)).findFirst();
                    if (mode.isEmpty()) {
                        fields.wrong("modes", "mode " + text + " (expected: one of local, live)");
                    }
                    return mode.stream();
                })
                .toList();
    }

    private static Optional<OptionalLong> seed(String text) {
        if (text.equals("random")) {
            return Optional.of(OptionalLong.empty());
        }
        return text.matches("[0-9]{1,18}") ? Optional.of(OptionalLong.of(Long.parseLong(text))) : Optional.empty();
    }

    private List<Tenant> tenants(Fields fixtures, Run run) {
        fixtures.require("tenants", "at least one tenant");
        List<Tenant> tenants = fixtures.list("tenants", (path, node) -> {
            Fields fields = Fields.of(path, node, mistakes, "id", "shard", "users", "channels");
            String id = fields.requireId("id");
            fields.require("users", "at least one group of people");
            List<UserGroup> users = fields.list("users", this::users);
            unique(fields, "users", users.stream().map(UserGroup::group).toList());
            List<ChannelGroup> channels = fields.list("channels", (at, one) -> channels(at, one, users));
            unique(fields, "channels", channels.stream().map(ChannelGroup::group).toList());
            return Optional.of(new Tenant(id, home(fields, run), users, channels));
        });
        unique(fixtures, "tenants", tenants.stream().map(Tenant::id).toList());
        if (tenants.stream().filter(tenant -> tenant.home() instanceof Home.Split).count() > 1) {
            fixtures.wrong("tenants", "shard: split more than once (expected: one tenant at most)");
        }
        return tenants;
    }

    private static Optional<Home> home(String text, int shards) {
        if (text.equals("split")) {
            return Optional.of(new Home.Split());
        }
        return text.matches("[1-9]") && Integer.parseInt(text) <= shards
                ? Optional.of(new Home.OnShard(Integer.parseInt(text)))
                : Optional.empty();
    }

    private static Home home(Fields tenant, Run run) {
        String expected = "a shard's number from 1 to " + run.shards() + ", or split";
        Home home = tenant.value("shard", expected, text -> home(text, run.shards())).orElse(new Home.Anywhere());
        if (tenant.has("shard") && run.modes().contains(Mode.LIVE)) {
            tenant.wrong("shard", "shard (expected: modes without live; there the system decides)");
        }
        if (home instanceof Home.Split && run.shards() < 2) {
            tenant.wrong("shard", "shard: split (expected: topology.shards of 2 or more)");
        }
        return home;
    }

    private Optional<UserGroup> users(String path, YamlNode node) {
        Fields fields = Fields.of(path, node, mistakes, "group", "count", "devices");
        fields.require("count", "how many people");
        return Optional.of(new UserGroup(
                fields.requireId("group"),
                fields.number("count", 1, MAX_PEOPLE, 1),
                fields.number("devices", 1, MAX_DEVICES, 1)));
    }

    private Optional<ChannelGroup> channels(String path, YamlNode node, List<UserGroup> users) {
        Fields fields = Fields.of(path, node, mistakes, "group", "count", "members", "pick", "preload");
        fields.require("members", "a group of people, or a list of groups");
        List<String> from = fields.textOrTexts("members");
        List<String> known = users.stream().map(UserGroup::group).toList();
        from.stream().filter(name -> !known.contains(name)).forEach(name -> fields.wrong(
                "members", "group " + name + " (expected: " + Suggestion.among(name, known) + ")"));
        int people = users.stream().filter(one -> from.contains(one.group())).mapToInt(UserGroup::count).sum();
        return Optional.of(new ChannelGroup(
                fields.requireId("group"),
                fields.number("count", 1, MAX_CHANNELS, 1),
                from,
                fields.number("pick", 1, people == 0 ? MAX_PEOPLE : people),
                fields.number("preload", 0, MAX_PRELOAD, 0)));
    }

    private Optional<SteadyState> steadyState(Fields spec, List<Tenant> tenants) {
        if (!spec.has("steady_state")) {
            return Optional.empty();
        }
        Fields fields = spec.fields("steady_state", "warmup", "hold", "probes");
        fields.require("probes", "at least one metric with its bound");
        return Optional.of(new SteadyState(
                fields.duration("warmup", Duration.ZERO),
                fields.duration("hold", Duration.ofSeconds(5)),
                fields.list("probes", (path, node) -> expectation(path, node, tenants))));
    }

    private Optional<Invariant> invariant(String path, YamlNode node) {
        List<Promise> known = List.of(Promise.values());
        if (node instanceof YamlNode.Scalar(Place place, String text)) {
            Optional<Promise> promise = known.stream().filter(one -> one.text().equals(text)).findFirst();
            if (promise.isEmpty()) {
                mistakes.add(new Mistake(place, path + ": " + text + " (expected: "
                        + Suggestion.among(text, known.stream().map(Promise::text).toList()) + ")"));
            }
            promise.filter(Promise.BOUNDED_RECONNECT_RATE::equals).ifPresent(needsMax -> mistakes.add(
                    new Mistake(place, path + ": no bound (expected: {check: " + text + ", max: N or P%})")));
            return promise.map(one -> new Invariant(one, Optional.empty(), Optional.empty()));
        }
        Fields fields = Fields.of(path, node, mistakes, "check", "within", "max");
        fields.require("check", "a promise");
        Optional<Promise> promise = fields.choice("check", known, Promise::text);
        if (fields.has("within") && promise.filter(Promise.CONVERGED::equals).isEmpty()) {
            fields.wrong("within", path + ".within: only converged has it (expected: no within)");
        }
        boolean rate = promise.filter(Promise.BOUNDED_RECONNECT_RATE::equals).isPresent();
        if (fields.has("max") != rate) {
            fields.wrongHere(rate
                    ? "no max (expected: attempts to connect in a second, as a number or a percentage of all devices)"
                    : "max (expected: none for this promise)");
        }
        Optional<Duration> within = fields.duration("within");
        Optional<Share> max = fields.value(
                "max", "attempts in a second: a number from 1, or a percentage of all devices from 1% to 10000%",
                ScenarioReader::rate);
        return promise.map(one -> new Invariant(one, within, max));
    }

    /// More than all is possible: a device may try several times in a second.
    private static Optional<Share> rate(String text) {
        if (text.matches("[1-9][0-9]{0,8}")) {
            return Optional.of(new Share.Count(Integer.parseInt(text)));
        }
        return text.matches("[1-9][0-9]{0,3}%|10000%")
                ? Optional.of(new Share.Fraction(Integer.parseInt(text.substring(0, text.length() - 1)) / 100.0))
                : Optional.empty();
    }

    private Optional<Exercised> exercised(String path, YamlNode node) {
        Fields fields = Fields.of(path, node, mistakes, "event", "phase", "min");
        fields.require("event", "something that a run counts");
        Optional<Occurrence> event = fields.choice(
                "event",
                Arrays.stream(Occurrence.values()).filter(one -> one != Occurrence.FANOUT_PROGRESS).toList(),
                Occurrence::text);
        int min = fields.number("min", 1, Integer.MAX_VALUE, 1);
        Phase phase = fields.choice("phase", List.of(Phase.values()), Phase::text).orElse(Phase.WHOLE);
        return event.map(one -> new Exercised(one, phase, min));
    }

    private Optional<Threshold> threshold(String path, YamlNode node, List<Tenant> tenants) {
        Fields fields = Fields.of(path, node, mistakes, "expr", "phase", "min_samples");
        Optional<Expectation> expression = fields.require("expr", "a metric with its bound")
                .flatMap(one -> expectation(path + ".expr", one, tenants));
        Phase phase = fields.choice("phase", List.of(Phase.values()), Phase::text).orElse(Phase.WHOLE);
        int least = fields.number("min_samples", 1, Integer.MAX_VALUE, 1);
        if (expression.filter(one -> one.metric().kind() == Metric.Kind.GAUGE).isPresent() && phase != Phase.WHOLE) {
            fields.wrong("phase",
                    path + ".phase: " + phase.text() + " (expected: whole; gauges are not kept by phase)");
        }
        return expression.map(one -> new Threshold(one, phase, least));
    }

    private Optional<Expectation> expectation(String path, YamlNode node, List<Tenant> tenants) {
        if (!(node instanceof YamlNode.Scalar(Place place, String text))) {
            mistakes.add(new Mistake(
                    node.place(), path + ": " + node.kind() + " (expected: a text such as send.ack:p99 < 1s)"));
            return Optional.empty();
        }
        try {
            Expectation expectation = Expectation.parse(text);
            List<String> names = tenants.stream().map(Tenant::id).toList();
            expectation.tenant().filter(tenant -> !names.contains(tenant)).ifPresent(tenant -> mistakes.add(new Mistake(
                    place, path + ": tenant " + tenant + " (expected: " + Suggestion.among(tenant, names) + ")")));
            return Optional.of(expectation);
        } catch (IllegalArgumentException e) {
            mistakes.add(new Mistake(place, path + ": " + e.getMessage()));
            return Optional.empty();
        }
    }

    private static void unique(Fields fields, String key, List<String> names) {
        Set<String> seen = new HashSet<>();
        names.stream().filter(name -> !name.isEmpty() && !seen.add(name))
                .forEach(twice -> fields.wrong(key, key + ": " + twice + " twice (expected: names that differ)"));
    }
}
