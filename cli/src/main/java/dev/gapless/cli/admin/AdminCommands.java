package dev.gapless.cli.admin;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import dev.gapless.cli.Subcommands;
import dev.gapless.cli.context.Context;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import java.util.List;
import picocli.CommandLine.Command;

/// The commands of this package.
public final class AdminCommands {
    private AdminCommands() {}

    public static List<CommandEntry> all(Session session) {
        return List.of(
                new CommandEntry(
                        "workspace",
                        () -> Subcommands.group(
                                new WorkspaceGroup(),
                                new WorkspaceCreateCommand(session),
                                new WorkspaceListCommand(session))),
                new CommandEntry(
                        "user",
                        () -> Subcommands.group(
                                new UserGroup(), new UserCreateCommand(session), new UserListCommand(session))));
    }

    /// The control plane of an operator's context.
    static AdminClient admin(Session session, Context operator) {
        return new AdminClient(
                new Endpoint(List.of(operator.adminUri())),
                Token.of(operator.secret()),
                HttpOptions.standard(session.world().random()));
    }

    @Command(name = "workspace", description = "Workspaces, as an operator: create, list.")
    private static final class WorkspaceGroup extends Subcommands {}

    @Command(name = "user", description = "People and bots: create as an operator, list.")
    private static final class UserGroup extends Subcommands {}
}
