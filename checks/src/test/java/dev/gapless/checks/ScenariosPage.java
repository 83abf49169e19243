package dev.gapless.checks;

import dev.gapless.scenarios.chaos.LiveFault;
import dev.gapless.scenarios.format.FaultKind;
import dev.gapless.scenarios.format.Metric;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.format.Promise;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.mutate.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes docs/reference/scenarios.md from the code of the format.
final class ScenariosPage {
    private ScenariosPage() {}

    static String text() {
        List<String> lines = new ArrayList<>(List.of(
                "# Scenarios",
                "",
                "Made from the code by `ScenariosPage`; a test fails when it is stale.",
                "",
                "A scenario says the world, the load, the faults, what must hold, and how fast. `gapless scenario validate --schema` prints"
                        + " the JSON Schema; `gapless scenario plan FILE` says what a run would do. Times count from the start of the"
                        + " load. The same seed gives the same `schedule.jsonl`.",
                "",
                "Built in: "
                        + String.join(", ", ScenarioFile.builtinNames().stream().map(name -> "`" + name + "`").toList())
                        + ".",
                "",
                "```yaml"));
        lines.addAll(ScenarioFile.builtin("mid-fanout-gateway-kill").orElseThrow().lines().toList());
        lines.addAll(List.of("```", "", "## Faults", "", "| fault | with | what it does |", "|---|---|---|"));
        for (FaultKind kind : FaultKind.values()) {
            lines.add("| `" + kind.text() + "` | "
                    + String.join(", ", kind.parameters().stream().map(ScenariosPage::parameter).toList()) + " | "
                    + kind.doc()
                    + " |");
        }
        lines.addAll(List.of(
                "",
                "`gapless chaos inject` puts one of these into a system that runs: "
                        + String.join(", ", Arrays.stream(FaultKind.values())
                                .filter(kind -> LiveFault.way(kind) != LiveFault.Way.NONE)
                                .map(kind -> "`" + kind.text() + "`")
                                .toList())
                        + "; see [break it on purpose](../operating/chaos.md).",
                "",
                "Faults of gateways, fan-out, shards and broker, and of links other than `client-gateway`, need a stack that the run started"
                        + " (`modes: [local]`). `target` narrows: `pick` (a number or a percentage), `index`, `tenant`, `group`, `link` ("
                        + String.join(", ",
                                Arrays.stream(FaultKind.Link.values()).map(link -> "`" + link.text() + "`").toList())
                        + ").",
                "",
                "## Promises",
                "",
                "| promise | holds when | broken, it is called |",
                "|---|---|---|"));
        for (Promise promise : Promise.values()) {
            lines.add("| `" + promise.text() + "` | " + promise.definition() + " | " + promise.anomaly() + " |");
        }
        lines.addAll(List.of(
                "",
                "H(c) is the log of channel c, read from every gateway after all has settled; D(x, c) is what device x showed of c. A send ends"
                        + " as ok, fail (definitely refused) or info (unknown).",
                "",
                "## Events, for `when` and `exercised`",
                "",
                "Counted from the beginning of the load; `exercised` may ask for a `phase`: `steady` (before the first fault), `fault` (while one is"
                        + " in force), `recovery`.",
                "",
                "| event | happens when |",
                "|---|---|"));
        Arrays.stream(Occurrence.values())
                .forEach(event -> lines.add("| `" + event.text() + "` | " + event.doc() + " |"));
        lines.addAll(List.of("", "## Metrics, for probes, `abort_if` and thresholds", "",
                "| metric | statistics | what it is |", "|---|---|---|"));
        Arrays.stream(Metric.values()).forEach(metric -> lines.add(
                "| `" + metric.text() + "` | " + String.join(" ", metric.kind().stats()) + " | " + metric.doc()
                        + " |"));
        lines.addAll(List.of(
                "",
                "## Planted bugs",
                "",
                "`gapless scenario mutate` plants one at a time, runs a small scenario that has something in it for every promise, and says which"
                        + " checker caught which. [Decision 0092](../decisions/0092-bugs-are-planted-in-the-real-code.md) says why none is on"
                        + " by accident.",
                "",
                "| bug | where | what it does | caught by |",
                "|---|---|---|---|"));
        Mutation.all().forEach(mutation -> lines.add("| `" + mutation.bug().text() + "` | " + mutation.bug().where()
                + " | " + mutation.bug().doc() + " | `" + mutation.expected().text() + "` |"));
        return String.join("\n", lines) + "\n";
    }

    private static String parameter(FaultKind.Parameter parameter) {
        return "`" + parameter.name() + "` " + parameter.doc()
                + (parameter.otherwise().isPresent() ? " (may be left out)" : "");
    }
}
