package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.QuotaView;
import dev.gapless.protocol.quota.QuotaDimension;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command that changes one limit.
abstract sealed class QuotaCommand extends WriteCommand permits QuotaSetCommand, QuotaDeleteCommand {
    @Parameters(paramLabel = "DIMENSION",
            description = "sends, history, members, channels, fanout, sockets or storage.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    protected String dimension;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    @Option(names = "--user", paramLabel = "USER", description = "The limit of this user, instead of the workspace's.")
    private @Nullable String user;

    @Option(names = "--each-user", description = "The limit of each user, instead of the workspace's.")
    private boolean eachUser;

    QuotaCommand(Session session) {
        super(session);
    }

    final String workspace() {
        return workspace.slug(session);
    }

    final String subject() {
        return user != null ? user : eachUser ? "each-user" : "workspace";
    }

    final void show(QuotaView view) {
        show(view, () -> view.dimension() + "  " + view.subject() + "  " + view.state() + "  "
                + (view.state().equals("off") ? "no limit" : amount(view)) + "  " + view.rule());
    }

    /// The limit for people: in a second, or in all.
    static String amount(QuotaView view) {
        return view.amount() + (counted(view) ? " in all" : " a second");
    }

    private static boolean counted(QuotaView view) {
        return QuotaDimension.find(view.dimension())
                .filter(dimension -> dimension.measure() == QuotaDimension.Measure.COUNT)
                .isPresent();
    }
}
