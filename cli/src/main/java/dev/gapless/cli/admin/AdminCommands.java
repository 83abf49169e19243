package dev.gapless.cli.admin;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import dev.gapless.cli.Subcommands;
import dev.gapless.cli.context.Context;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Endpoint;
import dev.gapless.client.Token;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The commands of this package.
public final class AdminCommands {
    private AdminCommands() {}

    public static List<CommandEntry> all(Session session) {
        return List.of(
                new CommandEntry("workspace", () -> workspace(session)),
                new CommandEntry("user", () -> user(session)),
                new CommandEntry(
                        "token",
                        () -> Subcommands.group(
                                new TokenGroup(),
                                new TokenCreateCommand(session),
                                TokenListCommand.all(session),
                                new TokenRevokeCommand(session),
                                new TokenRotateCommand(session))),
                new CommandEntry(
                        "quota",
                        () -> Subcommands.group(
                                new QuotaGroup(),
                                new QuotaListCommand(session),
                                new QuotaExplainCommand(session),
                                new QuotaSetCommand(session),
                                new QuotaDeleteCommand(session),
                                new QuotaSimulateCommand(session))),
                new CommandEntry(
                        "retention",
                        () -> Subcommands.group(
                                new RetentionGroup(),
                                new RetentionGetCommand(session),
                                new RetentionSetCommand(session),
                                new RetentionPreviewCommand(session),
                                new RetentionHoldCommand(session),
                                new RetentionRunCommand(session))),
                new CommandEntry(
                        "export",
                        () -> Subcommands.group(
                                new ExportGroup(),
                                new ExportCreateCommand(session),
                                new ExportListCommand(session),
                                new ExportStatusCommand(session),
                                new ExportDownloadCommand(session),
                                new ExportVerifyCommand(session))),
                new CommandEntry(
                        "job",
                        () -> Subcommands.group(
                                new JobGroup(), new JobListCommand(session), new JobGetCommand(session))),
                new CommandEntry(
                        "shard",
                        () -> Subcommands.group(
                                new ShardGroup(),
                                new ShardMapCommand(session),
                                // Names of shards may begin with a dash.
                                new CommandLine(new ShardGetCommand(session))
                                        .setUnmatchedOptionsArePositionalParams(true),
                                new ShardPlacementCommand(session),
                                new ShardPlanCommand(session))),
                new CommandEntry(
                        "gateway",
                        () -> Subcommands.group(
                                new GatewayGroup(),
                                new GatewayListCommand(session),
                                new GatewayDrainCommand(session),
                                new GatewayUndrainCommand(session))),
                new CommandEntry(
                        "route",
                        () -> Subcommands.group(
                                new RouteGroup(),
                                new RouteListCommand(session),
                                new RouteGetCommand(session),
                                new RouteExplainCommand(session),
                                new RoutePinCommand(session),
                                new RouteUnpinCommand(session))),
                new CommandEntry(
                        "audit",
                        () -> Subcommands.group(
                                new AuditGroup(),
                                new AuditListCommand(session),
                                new AuditGetCommand(session),
                                new AuditTailCommand(session),
                                new AuditExportCommand(session),
                                new AuditVerifyCommand(session))));
    }

    /// What an operator asks about the broker, for the command that runs one.
    public static Object brokerLag(Session session) {
        return new BrokerLagCommand(session);
    }

    /// What admins and operators do with a channel, for the group of commands about channels.
    public static List<Runnable> channel(Session session) {
        return List.of(
                new ChannelGetCommand(session), new ChannelSetCommand(session), new ChannelImportCommand(session),
                new ChannelReadCommand(session));
    }

    private static CommandLine workspace(Session session) {
        return Subcommands.group(
                new WorkspaceGroup(),
                new WorkspaceCreateCommand(session),
                new WorkspaceGetCommand(session),
                new WorkspaceListCommand(session),
                new WorkspaceSetCommand(session),
                new WorkspaceSuspendCommand(session),
                new WorkspaceResumeCommand(session),
                new WorkspaceDeleteCommand(session),
                new WorkspaceUndeleteCommand(session),
                new WorkspaceImportCommand(session));
    }

    private static CommandLine user(Session session) {
        CommandLine line = Subcommands.group(
                new UserGroup(),
                new UserCreateCommand(session),
                new UserGetCommand(session),
                new UserListCommand(session),
                new UserSetCommand(session),
                new UserDeactivateCommand(session),
                new UserReactivateCommand(session),
                new UserRevokeCommand(session));
        line.addSubcommand("sessions", new CommandLine(TokenListCommand.sessions(session)).setCommandName("sessions"));
        return line;
    }

    /// The control plane of an operator's context.
    public static AdminClient admin(Session session, Context operator) {
        return new AdminClient(
                new Endpoint(List.of(operator.adminUri())),
                Token.of(operator.secret()),
                operator.http(session.world().random()));
    }

    @Command(name = "workspace", description = "Workspaces, as an operator: make, show, change, suspend, delete.")
    private static final class WorkspaceGroup extends Subcommands {}

    @Command(name = "token", description = "Access tokens: make, list, revoke, rotate.")
    private static final class TokenGroup extends Subcommands {}

    @Command(name = "quota",
            description = "What workspaces and users may use in a second: limits, use, what another would do.")
    private static final class QuotaGroup extends Subcommands {}

    @Command(name = "retention",
            description = "How long events are kept: set it, hold what must stay, remove the rest.")
    private static final class RetentionGroup extends Subcommands {}

    @Command(name = "export", description = "Copies of workspaces as files: make, fetch, prove.")
    private static final class ExportGroup extends Subcommands {}

    @Command(name = "job", description = "Work that the control plane does after its request: how it stands.")
    private static final class JobGroup extends Subcommands {}

    @Command(name = "shard", description = "Shards, as an operator: what is where, whether it answers, how to split.")
    private static final class ShardGroup extends Subcommands {}

    @Command(name = "gateway", description = "Gateways, as an operator: list them, send their connections elsewhere.")
    private static final class GatewayGroup extends Subcommands {}

    @Command(name = "route",
            description = "Fan-out classes of channels, as an operator: what is hot, why, and pins.")
    private static final class RouteGroup extends Subcommands {}

    @Command(name = "audit", description = "The record of what admins and operators did: read it, prove it.")
    private static final class AuditGroup extends Subcommands {}

    @Command(name = "user", description = "People and bots: invite, show, change, deactivate, end sessions; list.")
    private static final class UserGroup extends Subcommands {}
}
