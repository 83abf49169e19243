package dev.gapless.cli.context;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "List the contexts; * marks the current one.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless context list", "  gapless context list -o json"})
final class ContextListCommand implements Runnable {
    /// What JSON shows of a context: no token.
    ///
    /// @param current true for the one used when none is given
    record Shown(
            String name,
            boolean current,
            List<String> servers,
            Optional<String> admin,
            Optional<String> workspace,
            Optional<String> handle) {}

    private final Session session;

    ContextListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Optional<String> current = session.contexts().current();
        List<Shown> shown = session.contexts().list().stream()
                .map(context -> new Shown(
                        context.name(),
                        current.filter(context.name()::equals).isPresent(),
                        context.servers(),
                        context.admin(),
                        context.workspace(),
                        context.handle()))
                .toList();
        session.results().many(shown, () -> table(shown));
        if (shown.isEmpty()) {
            session.notice(
                    "no contexts yet; next: gapless up, or gapless context add NAME --server URL --token-file FILE");
        }
    }

    private static Table table(List<Shown> contexts) {
        Table table = Table.of("", "NAME", "WORKSPACE", "WHO", "SERVER");
        for (Shown context : contexts) {
            String server = context.admin().orElseGet(() -> String.join(" ", context.servers()));
            table.row(
                    context.current() ? "*" : " ",
                    context.name(),
                    context.workspace().orElse("-"),
                    context.handle().map(handle -> "@" + handle).orElse("operator"),
                    server);
        }
        return table;
    }
}
