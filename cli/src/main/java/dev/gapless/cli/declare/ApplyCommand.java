package dev.gapless.cli.declare;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.admin.AdminCommands;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.talk.Keys;
import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "apply",
        description = {
            "Make workspaces, channels and quotas as files declare them.",
            "",
            "What a file does not name stays as it is; nothing is deleted. Each change is an act of its own in the record, and"
                    + " is refused if somebody changed the thing meanwhile: then apply again. Doing it twice does nothing"
                    + " the second time."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless get all --workspace acme -o yaml > acme.yaml     what is there, to begin with",
            "  gapless diff -f acme.yaml",
            "  gapless apply -f acme.yaml --reason 'more room' --yes"
        })
final class ApplyCommand implements Runnable {
    private final Session session;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "PATH",
            required = true,
            description = "File of declarations, or a directory of them.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private Path where;

    @Option(names = "--dry-run", description = "Say what would happen, and do nothing.")
    private boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record; needed if anything changes.")
    private @Nullable String reason;

    @Option(names = {"-y", "--yes"}, description = "Do not ask.")
    private boolean yes;

    ApplyCommand(Session session) {
        this.session = session;
    }

    /// What was done to one thing.
    record Applied(String object, String outcome, List<String> fields) {}

    @Override
    public void run() {
        List<Declaration> declared = Declarations.read(where);
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        List<Step> steps = declared.stream().map(wanted -> Step.of(admin, wanted)).toList();
        long changes = steps.stream().filter(step -> !step.nothingToDo()).count();
        if (changes > 0 && !dryRun) {
            confirm(changes);
        }
        List<Applied> done = new ArrayList<>();
        for (Step step : steps) {
            if (!step.nothingToDo()) {
                carryOut(admin, step);
            }
            done.add(new Applied(
                    step.wanted().label(), (dryRun && !step.nothingToDo() ? "would be " : "") + step.outcome(),
                    List.copyOf(step.changes().keySet())));
        }
        session.results().many(done, () -> {
            Table table = Table.of("OBJECT", "OUTCOME", "FIELDS");
            done.forEach(row -> table.row(row.object(), row.outcome(), String.join(" ", row.fields())));
            return table;
        });
    }

    /// In a dry run the server is asked about changes; what is not there cannot be asked about before what it stands in is made.
    private void carryOut(AdminClient admin, Step step) {
        AdminTerms terms = new AdminTerms(
                Keys.of(session, null),
                Optional.ofNullable(reason),
                step.found().map(Kind.Found::resourceVersion).filter(version -> version > 0),
                dryRun);
        if (step.found().isPresent()) {
            step.wanted().kind().change(admin, step.wanted(), step.changes(), terms);
        } else if (!dryRun) {
            step.wanted().kind().create(admin, step.wanted(), terms);
        }
    }

    private void confirm(long changes) {
        if (reason == null || reason.isBlank()) {
            throw CliFailure.usage("apply: no reason (expected: --reason TEXT)", "say why, for the record");
        }
        if (yes) {
            return;
        }
        if (!session.mayAsk()) {
            throw CliFailure.usage("apply: not confirmed (expected: --yes)", "add --yes, or look with gapless diff");
        }
        session.notice(changes + " of " + SafeText.line(where.toString()) + " will be made so. Type y to go on:");
        try {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(session.world().in(), StandardCharsets.UTF_8));
            String line = reader.readLine();
            if (line == null || !line.strip().equalsIgnoreCase("y")) {
                throw CliFailure.usage("apply: not confirmed (expected: y)", "nothing was done");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
