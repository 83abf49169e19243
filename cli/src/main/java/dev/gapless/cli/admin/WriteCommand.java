package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;

/// A command that changes something as an operator or admin.
abstract sealed class WriteCommand implements Runnable
        permits WorkspaceCommand, UserCommand, QuotaCommand, WorkspaceCreateCommand, UserCreateCommand,
        ChannelSetCommand, RetentionSetCommand, RetentionHoldCommand, RetentionRunCommand,
        ExportCreateCommand, WorkspaceImportCommand, ChannelReadCommand, ChannelImportCommand, GatewayCommand,
        RouteCommand {
    protected final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    protected WriteOptions options;

    WriteCommand(Session session) {
        this.session = session;
    }

    final AdminClient admin() {
        return AdminCommands.admin(session, session.operatorContext());
    }

    final AdminTerms terms() {
        return options.terms(session);
    }

    /// Shows what was done, or would be.
    final void show(Object view, Supplier<String> line) {
        session.results().one(view, () -> List.of((options.dryRun() ? "would be: " : "") + line.get()));
    }
}
