package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.CreatedToken;
import dev.gapless.protocol.api.UserDetail;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// A command that changes one user of a workspace, or the user's tokens.
abstract sealed class UserCommand extends WriteCommand
        permits UserSetCommand,
        UserDeactivateCommand,
        UserReactivateCommand,
        UserRevokeCommand,
        TokenCreateCommand,
        TokenRevokeCommand,
        TokenRotateCommand {
    @Parameters(index = "0", paramLabel = "USER", description = "Handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String user;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    UserCommand(Session session) {
        super(session);
    }

    final String workspace() {
        return workspace.slug(session);
    }

    final String user() {
        return user.startsWith("@") ? user.substring(1) : user;
    }

    final void show(UserDetail view) {
        show(view, () -> SafeText.line("@" + view.handle()) + "  " + view.state() + "  " + view.role() + "  "
                + SafeText.line(view.displayName()) + "  version " + view.resourceVersion());
    }

    /// Shows a new token: its text goes into a file if one is given, since it is shown this once.
    final void show(CreatedToken created, @Nullable Path file) {
        if (options.dryRun()) {
            show(created.detail(), () -> "a token for " + SafeText.line("@" + created.user().handle()));
            return;
        }
        if (file == null) {
            show(created, created::token);
            session.notice("this is shown once; id " + created.detail().id());
            return;
        }
        TokenFile.write(file, created.token());
        show(created.detail(), () -> created.detail().id() + "  in " + file);
    }
}
