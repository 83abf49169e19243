package dev.gapless.cli.declare;

import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.admin.AdminCommands;
import dev.gapless.cli.output.SafeText;
import dev.gapless.client.AdminClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "diff",
        description = "Show what `apply -f` would change. Ends with 1 if anything would.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless diff -f acme/", "  gapless diff -f acme.yaml -o jsonl"})
final class DiffCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "PATH",
            required = true,
            description = "File of declarations, or a directory of them.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before call
    private Path where;

    DiffCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Declaration> declared = Declarations.read(where);
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        List<Step> steps = declared.stream()
                .map(wanted -> Step.of(admin, wanted))
                .filter(step -> !step.nothingToDo())
                .toList();
        if (session.format().human()) {
            steps.forEach(this::show);
        } else {
            session.results().many(steps.stream().flatMap(step -> differences(step).stream()).toList(), () -> {
                throw new IllegalStateException("a table for " + session.format());
            });
        }
        return (steps.isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private static List<Step.Difference> differences(Step step) {
        return step.changes().entrySet().stream()
                .map(change -> new Step.Difference(
                        step.wanted().label(), change.getKey(), step.now(change.getKey()), change.getValue()))
                .toList();
    }

    private void show(Step step) {
        session.world()
                .out()
                .line(SafeText.line(step.wanted().label()) + (step.found().isEmpty() ? "  (is not there)" : ""));
        step.changes().forEach((field, value) -> {
            if (step.found().isPresent()) {
                session.world().out().line(SafeText.line("- " + field + ": " + step.now(field)));
            }
            session.world().out().line(SafeText.line("+ " + field + ": " + value));
        });
    }
}
