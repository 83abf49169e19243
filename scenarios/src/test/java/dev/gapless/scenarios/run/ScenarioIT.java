package dev.gapless.scenarios.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.checker.Verdict;
import dev.gapless.scenarios.format.Promise;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.history.HistoryFile;
import dev.gapless.scenarios.history.HistoryWriter;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import dev.gapless.scenarios.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three built-in scenarios, small, over one stack of processes; and what can be said of their recorded runs afterwards.
///
/// No latency is judged here, and the generator may be as late as it likes. On a machine that has no time, a fault may end before anything went
/// through it: such a run is inconclusive and is run again. A broken promise fails at once.
class ScenarioIT {
    private static final int TRIES = 3;
    @TempDir
    private static Path directory;

    @Test
    void whoeverLosesItsConnectionComesBackAndLacksNothing() {
        RunDirectory run = passes(
                "reconnect-storm",
                "fixtures.tenants[t-a].users[people].count=12",
                "fixtures.tenants[t-a].channels[rooms]={group: rooms, count: 2, members: people, pick: 8}",
                "load[online].reconnect={base: 200ms, cap: 2s}",
                // They come back sooner than there, so there are more of them in a second.
                "invariants[11].max=300%",
                "load[chatter].arrival={rate: 8/s, for: 5s}",
                "load[reads].arrival={rate: 2/s, for: 5s}",
                "load[neighbours].arrival={rate: 2/s, for: 5s}",
                "faults[storm].at=500ms",
                "faults[flap].delay=500ms",
                "faults[flap].repeat={every: 1s, times: 2}",
                "exercised=[{event: connection.cut, min: 12}, {event: client.resumed, min: 12}]");
        aDisplayTooMuchIsNoticed(run);
    }

    @Test
    void whoeverMissesAPushSeesTheHoleAndMendsIt() {
        passes(
                "frame-loss",
                "fixtures.tenants[t-a].users[people].count=8",
                "fixtures.tenants[t-a].channels[rooms]={group: rooms, count: 2, members: people}",
                "load[chatter].arrival={rate: 20/s, for: 5s}",
                "load[reads].arrival={rate: 2/s, for: 5s}",
                "load[neighbours].arrival={rate: 2/s, for: 5s}",
                "faults[drop].at=500ms",
                "faults[drop].for=4s",
                "faults[double].at=500ms",
                "faults[double].for=4s",
                "faults[swap].at=500ms",
                "faults[swap].for=4s",
                "exercised=[{event: frame.dropped, min: 10}, {event: frame.duplicated, min: 1},"
                        + " {event: frame.reordered, min: 1}, {event: gap.repaired, min: 1}]");
    }

    @Test
    void aSendWhoseCommitHadNoAnswerIsInTheLogOnce() {
        passes(
                "indefinite-commit",
                "fixtures.tenants[t-a].users[people].count=8",
                "fixtures.tenants[t-a].channels[rooms]={group: rooms, count: 2, members: people}",
                "load[chatter].arrival={rate: 12/s, for: 6s}",
                "load[reads].arrival={rate: 2/s, for: 6s}",
                "load[neighbours].arrival={rate: 2/s, for: 6s}",
                "faults[cut].at=500ms",
                "faults[cut].with={every: 3}",
                "faults[cut].for=3s",
                "faults[dies].delay=500ms",
                "faults[dies].for=1s",
                "exercised=[{event: connection.cut, min: 2}, {event: send.doubtful, min: 1},"
                        + " {event: send.duplicate, min: 1}]");
    }

    private static RunDirectory passes(String name, String... changes) {
        List<String> settings = new ArrayList<>(List.of(
                "run.max_duration=5m", "settle={timeout: 2m}", "safety.max_slip=10m", "thresholds=[]"));
        settings.addAll(List.of(changes));
        ScenarioFile file = ScenarioFile.read(name, ScenarioFile.builtin(name).orElseThrow(), settings);
        long seed = file.scenario().run().seed().orElseThrow();
        for (int i = 1;; i++) {
            RunDirectory run = RunDirectory.create(directory.resolve("runs"), name, Instant.EPOCH, seed);
            Outcome outcome = new Runner(file, seed, run, line -> {}).run(
                    (scenario, root, cut) -> SharedStack.borrowed(cut), "-" + name + "-" + i);
            if (outcome.verdict() == Outcome.Verdict.INCONCLUSIVE && i < TRIES) {
                continue;
            }
            assertEquals(Outcome.Verdict.PASS, outcome.verdict(), () -> String.join("\n", outcome.reasons()));
            Results.write(Results.of(file.scenario(), outcome, run), run);
            theRecordSaysTheSame(run, outcome.checks(), seed);
            return run;
        }
    }

    private static void theRecordSaysTheSame(RunDirectory run, List<CheckResult> checks, long seed) {
        ScenarioFile file = Recheck.scenario(run);
        List<CheckResult> again = Recheck.check(run, file);
        assertEquals(checks, again, "judged again from the files");
        assertEquals(Outcome.Verdict.PASS, Results.judgedAgain(Results.read(run), again));
        Path drawn = directory.resolve("schedule-again.jsonl");
        ScheduleFile.write(Schedule.draw(file.scenario(), new Seed(seed)), drawn);
        try {
            assertEquals(-1, Files.mismatch(drawn, run.file("schedule.jsonl")), "the same seed, the same schedule");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// So the check of a record does look at it.
    private static void aDisplayTooMuchIsNoticed(RunDirectory run) {
        List<Row> rows = new ArrayList<>();
        new HistoryFile(run.file("history/ops.bin")).read(rows::add);
        Row last = rows.reversed().stream().filter(row -> row.kind() == RowKind.SHOWN).findFirst().orElseThrow();
        try (HistoryWriter writer = new HistoryWriter(run.file("history/ops.bin"))) {
            rows.forEach(writer::write);
            writer.write(last);
        }
        List<CheckResult> checks = Recheck.check(run, Recheck.scenario(run));
        assertEquals(Outcome.Verdict.VIOLATED, Results.judgedAgain(Results.read(run), checks));
        List<Promise> broken = checks.stream()
                .filter(check -> check.verdict() == Verdict.VIOLATED)
                .map(CheckResult::promise)
                .toList();
        assertEquals(List.of(Promise.NO_DUPLICATE_DISPLAY), broken);
        assertTrue(rows.size() > 100, "a record of a run");
    }
}
