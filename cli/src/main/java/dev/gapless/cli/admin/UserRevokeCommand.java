package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.protocol.api.Revoked;
import dev.gapless.protocol.api.TokenView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "revoke",
        description = "End a session of a user, or all; its connections are closed.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless user revoke lin --workspace acme --all --reason lost-laptop --yes",
            "  gapless user revoke lin --session K06Y79SHGZZW00 --reason lost-laptop --yes"})
final class UserRevokeCommand extends UserCommand {
    @Option(names = "--session", paramLabel = "ID", description = "Id of its token.")
    private @Nullable String token;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    UserRevokeCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        if (all == (token != null)) {
            throw CliFailure.usage("revoke: which (expected: --session ID or --all)",
                    "gapless user sessions USER lists them");
        }
        options.moderate(session, "end " + (all ? "all sessions" : "a session") + " of @" + user());
        if (token != null) {
            TokenView view = admin().revokeToken(workspace(), user(), token, terms());
            show(view, () -> view.id() + "  " + view.state());
        } else {
            Revoked revoked = admin().revokeUser(workspace(), user(), terms());
            show(revoked, () -> revoked.tokens() + " sessions ended");
        }
    }
}
