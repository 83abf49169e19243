package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.DeleteWorkspace;
import dev.gapless.protocol.api.WorkspaceDetail;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "delete",
        description = "Delete a workspace: everybody is shut out at once, and it can be brought back until its grace is over.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace delete acme --reason 'contract ended' --confirm=acme",
            "  gapless workspace delete acme --reason test --confirm=acme --grace 1h"})
final class WorkspaceDeleteCommand extends WorkspaceCommand {
    @Option(names = "--grace", paramLabel = "SPAN", description = "How long it can be brought back (default: 7d).")
    private @Nullable String grace;

    WorkspaceDeleteCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        options.severe(session, "delete " + slug, slug);
        Optional<Long> graceMs = Optional.ofNullable(grace).map(text -> Spans.millis("--grace", text));
        WorkspaceDetail view = admin().deleteWorkspace(slug, new DeleteWorkspace(graceMs), terms());
        show(view);
        view.purgeMs().ifPresent(ms -> session.notice("it can be brought back until "
                + Instant.ofEpochMilli(ms) + ": gapless workspace undelete " + slug));
    }
}
