package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.UserDetail;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Show a user, as an operator or admin.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless user get ada --workspace acme"})
final class UserGetCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "USER", description = "Handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String user;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    UserGetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String bare = user.startsWith("@") ? user.substring(1) : user;
        String slug = workspace.slug(session);
        UserDetail view =
                AdminCommands.admin(session, session.operatorContext()).userDetail(slug, bare);
        session.results().one(view, () -> List.of(
                "handle   " + SafeText.line("@" + view.handle()),
                "id       " + view.id(),
                "name     " + SafeText.line(view.displayName()),
                "kind     " + view.kind(),
                "role     " + view.role(),
                "state    " + view.state(),
                "version  " + view.resourceVersion(),
                "created  " + Instant.ofEpochMilli(view.createdMs())));
    }
}
