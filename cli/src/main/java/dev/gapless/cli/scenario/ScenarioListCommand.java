package dev.gapless.cli.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.report.Results;
import dev.gapless.scenarios.run.RunDirectory;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List the scenarios that come with the program, with what their last run came to.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario list --tag ci"})
final class ScenarioListCommand implements Runnable {
    private final Session session;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only those with this tag.")
    private Optional<String> tag = Optional.empty();

    ScenarioListCommand(Session session) {
        this.session = session;
    }

    /// One scenario, for JSON.
    record Row(String name, String title, List<String> tags, List<String> modes, String last) {}

    @Override
    public void run() {
        List<Row> rows = ScenarioFile.builtinNames().stream()
                .map(name -> ScenarioSource.read(session, name, List.of()).scenario())
                .filter(scenario -> tag.isEmpty() || scenario.metadata().tags().contains(tag.get()))
                .map(this::row)
                .toList();
        session.results().many(rows, () -> {
            Table table = Table.of("SCENARIO", "LAST", "TAGS", "WHAT IT SHOWS");
            rows.forEach(row -> table.row(row.name(), row.last(), String.join(",", row.tags()), row.title()));
            return table;
        });
    }

    private Row row(Scenario scenario) {
        String last = RunDirectory.find(ScenarioSource.runs(session), scenario.metadata().name())
                .flatMap(Results::read)
                .map(results -> results.path("verdict"))
                .map(JsonNode::asText)
                .orElse("-");
        return new Row(
                scenario.metadata().name(),
                scenario.metadata().title(),
                scenario.metadata().tags(),
                scenario.run().modes().stream().map(Scenario.Mode::text).toList(),
                last);
    }
}
