package dev.gapless.cli.scenario;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.devstack.Places;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.scenarios.mutate.Caught;
import dev.gapless.scenarios.mutate.Mutation;
import dev.gapless.scenarios.mutate.MutationRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "mutate",
        description = {
            "Plant one bug after another in a stack of its own, and say which checker caught which.",
            "",
            "The build as it is comes first and has to pass. Exit code: 0 if it did, and each bug was caught by the checker that"
                    + " should; else 1.",
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario mutate", "  gapless scenario mutate --only skip-seq --only leak-tenant",
            "  gapless scenario explain mutate-skip-seq"})
final class MutateCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--only", paramLabel = "BUG", description = "Only this one; may be given several times.")
    private List<String> only = List.of();

    @Option(names = "--list", description = "Only say which bugs there are.")
    private boolean list;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    MutateCommand(Session session) {
        this.session = session;
    }

    /// One bug, for JSON.
    record Bug(String bug, String where, String expected, String what) {}

    @Override
    public Integer call() {
        List<Mutation> chosen = chosen();
        if (list) {
            return told(chosen);
        }
        long began = System.nanoTime();
        Consumer<String> progress = line -> {
            if (!quiet) {
                session.notice(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - began) / 1e9, line));
            }
        };
        Path runs = ScenarioSource.runs(session);
        MutationRuns mutations = new MutationRuns(new MutationRuns.Parts(
                runs,
                runs.resolve(".mutate-" + ProcessHandle.current().pid()),
                Places.of(session.world().variables(), session.world().home()).cache(),
                session.world().clock(),
                session.world().random(),
                progress));
        List<Caught> rows;
        try (EndOfProcess _ = EndOfProcess.of("mutate-end", mutations::interrupt)) {
            rows = mutations.run(chosen);
        }
        session.results().many(rows, () -> {
            Table table = Table.of("BUG", "WHERE", "EXPECTED", "CAUGHT BY", "OK", ">S", "STORY");
            rows.forEach(row -> table.row(
                    row.bug(),
                    row.where(),
                    row.expected().isEmpty() ? "a pass" : row.expected(),
                    row.caughtBy().isEmpty() ? row.verdict() : String.join(", ", row.caughtBy()),
                    row.ok() ? "yes" : "NO",
                    String.format(Locale.ROOT, "%.0f", row.seconds()),
                    row.story()));
            return table;
        });
        long missed = rows.stream().filter(row -> !row.ok()).count();
        progress.accept(rows.size() - 1 + " bugs planted, " + missed + " rows not as they should be");
        if (mutations.interrupted()) {
            return ExitCode.INTERRUPTED.number();
        }
        return (missed == 0 ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private List<Mutation> chosen() {
        List<Mutation> chosen = new ArrayList<>();
        for (String name : only) {
            chosen.add(Mutation.of(PlantedBug.find(name).orElseThrow(() -> CliFailure.usage(
                    "--only: " + name + " (expected: one of "
                            + String.join(", ", Mutation.all().stream().map(each -> each.bug().text()).toList()) + ")",
                    "gapless scenario mutate --list"))));
        }
        return only.isEmpty() ? Mutation.all() : chosen;
    }

    private int told(List<Mutation> chosen) {
        List<Bug> bugs = chosen.stream()
                .map(each -> new Bug(
                        each.bug().text(), each.bug().where(), each.expected().text(), each.bug().doc()))
                .toList();
        session.results().many(bugs, () -> {
            Table table = Table.of("BUG", "WHERE", "CAUGHT BY", "WHAT IT DOES");
            bugs.forEach(bug -> table.row(bug.bug(), bug.where(), bug.expected(), bug.what()));
            return table;
        });
        return ExitCode.OK.number();
    }
}
