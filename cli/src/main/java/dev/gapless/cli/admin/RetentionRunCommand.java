package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.api.RunRetention;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = {
            "Remove what is too old, now, and wait until it is done. Workspaces with rules get a run by themselves too.",
            "",
            "Take --as-of from a preview, and exactly what that told of goes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless retention run --workspace acme --reason policy-9 --confirm=acme",
            "  gapless retention run --as-of 1798761600000 --no-wait --workspace acme --reason policy-9 --confirm=acme"
        })
final class RetentionRunCommand extends WriteCommand {
    @Option(names = "--as-of", paramLabel = "MS", description = "What is too old at this time, in ms since 1970.")
    private @Nullable Long asOf;

    @Option(names = "--no-wait", description = "Do not wait until it is done.")
    private boolean noWait;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    RetentionRunCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        String slug = workspace.slug(session);
        options.severe(session, "remove what is too old in " + slug, slug);
        JobView job = admin().runRetention(slug, new RunRetention(Optional.ofNullable(asOf)), terms());
        JobView shown = noWait || options.dryRun() ? job : JobWatch.finished(session, admin(), slug, job);
        show(shown, () -> JobWatch.line(shown));
    }
}
