package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.TokenView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        description = "End a token; its connections are closed.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless token revoke ada K06Y79SHGZZW00 --workspace acme --reason leaked --yes"})
final class TokenRevokeCommand extends UserCommand {
    @Parameters(index = "1", paramLabel = "TOKEN", description = "Id of the token, as token list shows it.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String token;

    TokenRevokeCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        options.moderate(session, "revoke token " + token);
        TokenView view = admin().revokeToken(workspace(), user(), token, terms());
        show(view, () -> view.id() + "  " + view.state());
    }
}
