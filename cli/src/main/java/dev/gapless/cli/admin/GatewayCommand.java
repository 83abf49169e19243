package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.GatewayView;
import picocli.CommandLine.Parameters;

/// A command that tells one gateway what to do.
abstract sealed class GatewayCommand extends WriteCommand permits GatewayDrainCommand, GatewayUndrainCommand {
    @Parameters(paramLabel = "SLOT", description = "Number of the gateway's slot, as gateway list shows it.")
    protected int slot;

    GatewayCommand(Session session) {
        super(session);
    }

    final void show(GatewayView view) {
        show(view, () -> "gateway " + view.slot() + "  " + view.state()
                + (view.drain().isPresent() ? "  " + SafeText.line(GatewayListCommand.drain(view)) : ""));
    }
}
