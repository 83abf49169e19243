package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.HoldView;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "hold",
        description = {
            "Hold a workspace, a channel or what a user wrote: nothing of it is removed, whatever the rules say.",
            "",
            "A log loses its beginning only: a hold on a user also keeps what came later in the same channels."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless retention hold workspace --workspace acme --reason case-17 --yes",
            "  gapless retention hold '#deals' --workspace acme --reason case-17 --yes",
            "  gapless retention hold mia --release --workspace acme --reason 'case-17 closed' --yes"
        })
final class RetentionHoldCommand extends WriteCommand {
    @Parameters(paramLabel = "SUBJECT", description = "workspace, #channel, or a user by handle; or an id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String subject;

    @Option(names = "--release", description = "End the hold.")
    private boolean release;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    RetentionHoldCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        String slug = workspace.slug(session);
        options.moderate(session, (release ? "release " : "hold ") + subject);
        HoldView view = release ? admin().release(slug, subject, terms()) : admin().hold(slug, subject, terms());
        show(view, () -> SafeText.line(view.subject()) + (release ? "  released, was held" : "  held") + " since "
                + Instant.ofEpochMilli(view.sinceMs()) + "  " + SafeText.line(view.reason()));
    }
}
