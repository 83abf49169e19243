package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.protocol.api.ChangeWorkspace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "set",
        description = "Change the name or the plan of a workspace.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace set acme --plan enterprise",
            "  gapless workspace set acme --name 'Acme Inc.' --resource-version 3"})
final class WorkspaceSetCommand extends WorkspaceCommand {
    @Option(names = "--name", paramLabel = "TEXT", description = "As shown.")
    private @Nullable String name;

    @Option(names = "--plan", paramLabel = "PLAN", description = "free, standard or enterprise.")
    private @Nullable String plan;

    WorkspaceSetCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        if (name == null && plan == null) {
            throw CliFailure.usage("set: nothing to change (expected: --name or --plan)", "add one");
        }
        show(admin().changeWorkspace(
                slug, new ChangeWorkspace(Optional.ofNullable(name), Optional.ofNullable(plan)), terms()));
    }
}
