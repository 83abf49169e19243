package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.JobView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "Copy a workspace into files, and wait until they are there; export download fetches them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless export create --workspace acme --reason 'they move' --yes",
            "  gapless export create --no-wait --workspace acme --reason 'they move' --yes"
        })
final class ExportCreateCommand extends WriteCommand {
    @Option(names = "--no-wait", description = "Do not wait until it is done.")
    private boolean noWait;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    ExportCreateCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        String slug = workspace.slug(session);
        options.moderate(session, "copy all that was written in " + slug);
        JobView job = admin().createExport(slug, terms());
        JobView shown = noWait || options.dryRun() ? job : JobWatch.finished(session, admin(), slug, job);
        show(shown, () -> JobWatch.line(shown) + (shown.state().equals("done") ? "  " + shown.phase() : ""));
    }
}
