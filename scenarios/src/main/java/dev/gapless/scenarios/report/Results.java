package dev.gapless.scenarios.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.checker.Story;
import dev.gapless.scenarios.checker.Violation;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.run.Outcome;
import dev.gapless.scenarios.run.Outcome.Verdict;
import dev.gapless.scenarios.run.RunDirectory;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `results.json`: what came of a run, for machines. Its shape has a version; fields may be added to it, none changes its meaning.
public final class Results {
    /// Version of the shape.
    public static final String SCHEMA = "gapless/results/v1";
    /// Name of the file.
    public static final String FILE = "results.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STORIES = 3;

    private Results() {}

    /// What a run came to.
    public static JsonNode of(Scenario scenario, Outcome outcome, RunDirectory run) {
        ObjectNode root = JSON.createObjectNode();
        root.put("schema", SCHEMA)
                .put("scenario", scenario.metadata().name())
                .put("title", scenario.metadata().title())
                .put("verdict", outcome.verdict().text())
                .put("seed", outcome.seed())
                .put("system", outcome.description())
                .put("load_ms", outcome.loadMicros() / 1000)
                .put("replay", "gapless scenario run " + scenario.metadata().name() + " --seed " + outcome.seed());
        ArrayNode reasons = root.putArray("reasons");
        outcome.reasons().forEach(reasons::add);
        root.set("invariants", invariants(outcome.checks(), run));
        ArrayNode guards = root.putArray("exercised");
        outcome.guards().forEach(guard -> guards.addObject()
                .put("event", guard.event().text())
                .put("phase", guard.phase().text())
                .put("shown", guard.what())
                .put("min", guard.least())
                .put("happened", guard.happened())
                .put("ok", guard.holds()));
        ArrayNode thresholds = root.putArray("thresholds");
        outcome.thresholds().forEach(judged -> {
            ObjectNode node = thresholds.addObject()
                    .put("expr", judged.threshold().expect().text())
                    .put("phase", judged.threshold().phase().text())
                    .put("samples", judged.samples())
                    .put("ok", judged.enough() && judged.holds());
            judged.value().ifPresent(value -> node.put("value", value)
                    .put("shown", judged.threshold().expect().show(value)));
        });
        ArrayNode happenings = root.putArray("journal");
        outcome.happenings().forEach(each -> happenings.addObject()
                .put("at_ms", each.atMicros() / 1000)
                .put("what", each.what())
                .put("id", each.id())
                .put("detail", each.detail()));
        ObjectNode figures = root.putObject("figures");
        outcome.figures().forEach(figures::put);
        ObjectNode measured = root.putObject("measured");
        outcome.measured().forEach(measured::put);
        ObjectNode counts = root.putObject("counts");
        outcome.counts().forEach((event, count) -> counts.put(event.text(), count));
        return root;
    }

    private static ArrayNode invariants(List<CheckResult> checks, RunDirectory run) {
        ArrayNode array = JSON.createArrayNode();
        for (CheckResult check : checks) {
            ObjectNode node = array.addObject()
                    .put("name", check.promise().text())
                    .put("verdict", check.verdict().text())
                    .put("checked", check.checked())
                    .put("violated", check.total());
            ArrayNode violations = node.putArray("violations");
            for (int i = 0; i < check.violations().size(); i++) {
                Violation violation = check.violations().get(i);
                ObjectNode each = violations.addObject()
                        .put("id", check.promise().text() + "#" + (i + 1))
                        .put("what", violation.what())
                        .put("at_ms", violation.at() / 1000)
                        .put("at_us", violation.at())
                        .put("device", violation.device())
                        .put("channel", violation.channel())
                        .put("seq", violation.seq())
                        .put("op", violation.op());
                if (i < STORIES) {
                    ArrayNode story = each.putArray("story");
                    story(check, i + 1, run).forEach(story::add);
                }
            }
        }
        return array;
    }

    /// A violation as it was written.
    static Violation violation(JsonNode node) {
        return new Violation(
                node.path("what").asText(),
                node.path("device").asInt(),
                node.path("channel").asInt(),
                node.path("seq").asLong(),
                node.path("op").asLong(),
                node.path("at_us").asLong());
    }

    /// The story of a violation.
    ///
    /// @param number from 1
    public static List<String> story(CheckResult check, int number, RunDirectory run) {
        return Story.tell(
                check.promise(), number, check.violations().get(number - 1), run.names(), run.ops(), run.logs());
    }

    /// The verdict of a recorded run whose promises were judged again: what its guards and thresholds came to was measured while it ran, and stands.
    ///
    /// @param recorded its results; empty if it did not come so far, then only the promises count
    public static Verdict judgedAgain(Optional<JsonNode> recorded, List<CheckResult> checks) {
        Optional<Verdict> ended = recorded.flatMap(Results::verdict);
        if (ended.filter(one -> one.compareTo(Verdict.VIOLATED) < 0).isPresent()) {
            return ended.get();
        }
        if (checks.stream().anyMatch(check -> check.verdict() == dev.gapless.scenarios.checker.Verdict.VIOLATED)) {
            return Verdict.VIOLATED;
        }
        if (checks.stream().anyMatch(check -> check.verdict() == dev.gapless.scenarios.checker.Verdict.INCONCLUSIVE)
                || ended.filter(Verdict.INCONCLUSIVE::equals).isPresent()
                || recorded.filter(node -> anyNotOk(node.path("exercised"))).isPresent()) {
            return Verdict.INCONCLUSIVE;
        }
        return ended.filter(Verdict.THRESHOLD::equals).isPresent()
                || recorded.filter(node -> anyNotOk(node.path("thresholds"))).isPresent()
                        ? Verdict.THRESHOLD
                        : Verdict.PASS;
    }

    /// What a run came to; empty for words of later versions.
    public static Optional<Verdict> verdict(JsonNode results) {
        String text = results.path("verdict").asText();
        return Arrays.stream(Verdict.values()).filter(one -> one.text().equals(text)).findFirst();
    }

    private static boolean anyNotOk(JsonNode judged) {
        return judged.valueStream().anyMatch(each -> !each.path("ok").asBoolean());
    }

    /// Writes the file.
    public static void write(JsonNode results, RunDirectory run) {
        run.write(FILE, results.toPrettyString() + "\n");
    }

    /// Reads the file again; empty if the run did not come so far.
    public static Optional<JsonNode> read(RunDirectory run) {
        if (!Files.exists(run.file(FILE))) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(run.read(FILE)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(run.file(FILE) + ": not JSON (expected: results of a run)", e);
        }
    }
}
