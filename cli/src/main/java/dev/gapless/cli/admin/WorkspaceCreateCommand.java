package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.WorkspaceDetail;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "Make a workspace, as an operator.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace create acme --name 'Acme Inc.'",
            "  gapless user create mia --workspace acme --role owner"})
final class WorkspaceCreateCommand extends WriteCommand {
    @Parameters(paramLabel = "SLUG", description = "Its short name: lower-case letters, digits and '-'.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String slug;

    @Option(names = "--name", paramLabel = "TEXT", description = "As shown (default: the slug).")
    private @Nullable String name;

    @Option(names = "--plan", paramLabel = "PLAN", description = "free, standard or enterprise (default: standard).")
    private @Nullable String plan;

    WorkspaceCreateCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        CreateWorkspace wanted =
                new CreateWorkspace(slug, name == null ? slug : name, Optional.ofNullable(plan));
        WorkspaceDetail view = admin().createWorkspace(wanted, terms());
        show(view, () -> "created " + SafeText.line(view.slug()) + "  " + view.id());
        session.notice("next: gapless user create HANDLE --workspace " + SafeText.line(view.slug()) + " --role owner");
    }
}
