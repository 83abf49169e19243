package dev.gapless.cli.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.scenarios.report.Results;
import dev.gapless.scenarios.run.RunDirectory;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "runs",
        description = "List the runs that are kept, the last one first.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario runs -o jsonl | jq -r 'select(.verdict != \"pass\").path'"})
final class RunsCommand implements Runnable {
    private static final int SHOWN = 100;

    private final Session session;

    RunsCommand(Session session) {
        this.session = session;
    }

    /// One run, for JSON.
    record Row(String scenario, String run, String verdict, String seed, String path) {}

    @Override
    public void run() {
        List<Row> rows = RunDirectory.all(ScenarioSource.runs(session)).stream()
                .limit(SHOWN)
                .map(RunsCommand::row)
                .toList();
        session.results().many(rows, () -> {
            Table table = Table.of("SCENARIO", "VERDICT", "SEED", "RUN");
            rows.forEach(row -> table.row(row.scenario(), row.verdict(), row.seed(), row.path()));
            return table;
        });
    }

    private static Row row(RunDirectory run) {
        Optional<JsonNode> results = Results.read(run);
        return new Row(
                run.scenario(),
                run.path().getFileName().toString(),
                results.map(node -> node.path("verdict").asText()).orElse("unfinished"),
                results.map(node -> node.path("seed").asText()).orElse("-"),
                run.path().toString());
    }
}
