package dev.gapless.scenarios.mutate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.devstack.process.Directories;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.protocol.planted.PlantedBug.Place;
import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.checker.Verdict;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.report.HtmlReport;
import dev.gapless.scenarios.report.JunitReport;
import dev.gapless.scenarios.report.Results;
import dev.gapless.scenarios.run.LocalStack;
import dev.gapless.scenarios.run.Outcome;
import dev.gapless.scenarios.run.RunDirectory;
import dev.gapless.scenarios.run.RunFailedException;
import dev.gapless.scenarios.run.Runner;
import dev.gapless.scenarios.run.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Runs one small scenario against a stack, first as it is, then with one bug after another. The stack is started once; for each bug only the roles
/// that have it are started anew. Used once, from one thread; [#interrupt] may come from any.
public final class MutationRuns {
    private static final String DIRECTORY = "mutate-";

    private final Parts parts;
    private final ScenarioFile file = ScenarioFile.mutation();
    private final long seed = file.scenario().run().seed().orElseThrow();
    private volatile boolean interrupted;
    private volatile Optional<Runner> running = Optional.empty();

    /// What is needed.
    ///
    /// @param runs where run directories are made
    /// @param stack for the stack's data; removed afterwards
    /// @param cache of unpacked binaries
    /// @param progress hears lines for a person
    public record Parts(
            Path runs, Path stack, Path cache, Clock clock, RandomGenerator secrets, Consumer<String> progress) {}

    public MutationRuns(Parts parts) {
        this.parts = parts;
    }

    /// No further bug is tried, and the run that goes on ends soon.
    public void interrupt() {
        interrupted = true;
        running.ifPresent(Runner::interrupt);
    }

    /// Whether it was interrupted.
    public boolean interrupted() {
        return interrupted;
    }

    /// Tries the build as it is, then each bug.
    ///
    /// @return one row for each, in this order
    public List<Caught> run(List<Mutation> mutations) {
        List<Caught> rows = new ArrayList<>();
        int all = mutations.size() + 1;
        try (LocalStack stack = LocalStack.start(file.scenario(), new LocalStack.Parts(
                parts.stack(),
                parts.cache(),
                parts.clock(),
                parts.secrets(),
                new Seed(seed).sharedStream("net"),
                () -> {},
                parts.progress()), Placement.PROCESS)) {
            add(rows, one(stack, Optional.empty(), 1), all);
            for (Mutation mutation : mutations) {
                if (!interrupted) {
                    add(rows, one(stack, Optional.of(mutation), rows.size() + 1), all);
                }
            }
        } finally {
            removeData();
        }
        return rows;
    }

    private void add(List<Caught> rows, Caught row, int all) {
        rows.add(row);
        parts.progress().accept(String.format(
                Locale.ROOT,
                "[%2d/%d] %-24s %s (%.1f s)",
                rows.size(),
                all,
                row.bug(),
                row.caughtBy().isEmpty() ? row.verdict() : "caught by " + String.join(", ", row.caughtBy()),
                row.seconds()));
    }

    private Caught one(LocalStack stack, Optional<Mutation> mutation, int number) {
        long began = System.nanoTime();
        Optional<PlantedBug> bug = mutation.map(Mutation::bug);
        stack.plant(bug);
        requireTold(stack, bug);
        String name = bug.map(PlantedBug::text).orElse(Caught.NONE);
        RunDirectory directory =
                RunDirectory.create(parts.runs(), DIRECTORY + name, parts.clock().instant(), seed);
        Runner runner = new Runner(file, seed, directory, line -> {}, bug);
        running = Optional.of(runner);
        Outcome outcome = runner.run((scenario, root, cut) -> new SharedStack(stack), "-" + number);
        running = Optional.empty();
        ObjectNode results = (ObjectNode) Results.of(file.scenario(), outcome, directory);
        results.put("replay", "gapless scenario mutate" + bug.map(each -> " --only " + each.text()).orElse(""))
                .put("planted_bug", name);
        Results.write(results, directory);
        directory.write("junit.xml", JunitReport.xml(results));
        directory.write("report.html", HtmlReport.html(results, directory));
        return row(mutation, outcome, directory, (System.nanoTime() - began) / 1e9);
    }

    /// A process that does not say which bug it has does not have it.
    private static void requireTold(LocalStack stack, Optional<PlantedBug> bug) {
        List<String> told = stack.plantedBugs();
        List<String> expected = new ArrayList<>();
        stack.gateways().forEach(gateway -> expected.add(name(bug, Place.GATEWAY)));
        expected.add(name(bug, Place.FANOUT));
        if (!told.equals(expected)) {
            throw new RunFailedException("planted bugs of gateways and fan-out: " + told + " (expected: " + expected
                    + ")");
        }
    }

    private static String name(Optional<PlantedBug> bug, Place place) {
        return bug.filter(planted -> planted.in(place)).map(PlantedBug::text).orElse("");
    }

    private static Caught row(Optional<Mutation> mutation, Outcome outcome, RunDirectory directory, double seconds) {
        List<CheckResult> broken = outcome.checks().stream()
                .filter(check -> check.verdict() == Verdict.VIOLATED)
                .toList();
        Optional<CheckResult> right = broken.stream()
                .filter(check -> mutation.filter(one -> one.expected() == check.promise()).isPresent())
                .findFirst();
        String story = right.or(() -> broken.stream().findFirst())
                .map(check -> Results.story(check, 1, directory).getFirst())
                .orElse(outcome.reasons().isEmpty() ? "" : outcome.reasons().getFirst());
        return new Caught(
                mutation.map(one -> one.bug().text()).orElse(Caught.NONE),
                mutation.map(one -> one.bug().doc()).orElse("the build as it is"),
                mutation.map(one -> one.bug().where()).orElse("-"),
                mutation.map(one -> one.expected().text()).orElse(""),
                broken.stream().map(check -> check.promise().text()).toList(),
                mutation.isEmpty() ? outcome.verdict() == Outcome.Verdict.PASS : right.isPresent(),
                outcome.verdict().text(),
                seconds,
                story,
                directory.path().toString());
    }

    private void removeData() {
        try {
            Directories.delete(parts.stack());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
