package dev.gapless.cli.scenario;

import dev.gapless.cli.Session;
import dev.gapless.scenarios.format.ScenarioFile;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Read scenarios and tell every mistake with its line and column.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario validate storm.yaml",
            "  gapless scenario validate --schema > scenario-v1.schema.json"})
final class ValidateCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files, or names of built-in scenarios.")
    private List<String> files = List.of();

    @Option(names = "--schema", description = "Print the JSON Schema of the format, for editors.")
    private boolean schema;

    ValidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (schema) {
            session.world().out().text(ScenarioFile.schema());
            return;
        }
        if (files.isEmpty()) {
            throw dev.gapless.cli.CliFailure.usage("validate: no file (expected: at least one)", "name a file");
        }
        files.forEach(file -> {
            ScenarioFile read = ScenarioSource.read(session, file, List.of());
            session.world().out().line(file + ": valid, " + read.scenario().metadata().name());
        });
    }
}
