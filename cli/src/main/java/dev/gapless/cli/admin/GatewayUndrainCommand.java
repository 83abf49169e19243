package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "undrain",
        description = "Have a gateway take connections again.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless gateway undrain 2"})
final class GatewayUndrainCommand extends GatewayCommand {
    GatewayUndrainCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        show(admin().undrainGateway(slot, terms()));
    }
}
