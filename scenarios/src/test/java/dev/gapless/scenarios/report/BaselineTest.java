package dev.gapless.scenarios.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.scenarios.run.Outcome.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode BEFORE = results("pass", 100, 40, 20);

    @Test
    void showsFiguresBesideThoseOfTheOtherRunAndChangesNoVerdict() {
        JsonNode compared = Baseline.compare(results("pass", 150, 30, 20), BEFORE, "small/1", OptionalDouble.empty());
        assertEquals(
                """
                small: A small one
                seed 3

                  ✓ send.latency:p99 < 1s, load: 150 ms, was 100 ms (+50 %)
                  ✓ send.rate > 10/s, load: 30/s, was 40/s (-25 %)


                  against small/1, verdict pass
                    delivery p99             20.0 ms, was 20.0 ms (+0 %)

                verdict: pass""",
                String.join("\n", TextReport.lines(compared)));
    }

    @Test
    void isTooSlowIfSomethingIsWorseByMoreThanIsTaken() {
        JsonNode compared =
                Baseline.compare(results("pass", 150, 30, 23), BEFORE, "small/1", OptionalDouble.of(20));
        assertEquals(Optional.of(Verdict.THRESHOLD), Results.verdict(compared));
        assertEquals(
                List.of(
                        "send.latency:p99 < 1s, load: 150 ms, in small/1 it was 100 ms (expected: at most 20 % worse)",
                        "send.rate > 10/s, load: 30/s, in small/1 it was 40/s (expected: at most 20 % worse)"),
                reasons(compared));
        assertTrue(JunitReport.xml(compared).contains("failures=\"2\""));
        assertEquals(Verdict.THRESHOLD, Results.judgedAgain(Optional.of(compared), List.of()));
    }

    @Test
    void whatIsBetterOrAsItWasIsNoRegression() {
        JsonNode compared = Baseline.compare(results("pass", 50, 80, 20), BEFORE, "small/1", OptionalDouble.of(0));
        assertEquals(Optional.of(Verdict.PASS), Results.verdict(compared));
        assertEquals(List.of(), reasons(compared));
        assertFalse(JunitReport.xml(compared).contains("<failure"));
    }

    @Test
    void aBrokenPromiseStaysOne() {
        JsonNode compared =
                Baseline.compare(results("violated", 150, 30, 20), BEFORE, "small/1", OptionalDouble.of(20));
        assertEquals(Optional.of(Verdict.VIOLATED), Results.verdict(compared));
    }

    private static List<String> reasons(JsonNode results) {
        return StreamSupport.stream(results.path("reasons").spliterator(), false).map(JsonNode::asText).toList();
    }

    private static JsonNode results(String verdict, int latency, int rate, int delivery) {
        try {
            return JSON.readTree("""
                    {"scenario": "small", "title": "A small one", "seed": 3, "verdict": "%s", "reasons": [],
                     "thresholds": [
                       {"expr": "send.latency:p99 < 1s", "phase": "load", "ok": true, "value": %d, "shown": "%d ms"},
                       {"expr": "send.rate > 10/s", "phase": "load", "ok": true, "value": %d, "shown": "%d/s"}],
                     "measured": {"delivery p99": %d}}
                    """.formatted(verdict, latency, latency, rate, rate, delivery));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
