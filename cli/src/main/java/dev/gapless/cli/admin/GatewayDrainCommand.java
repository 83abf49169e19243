package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.DrainGateway;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "drain",
        description = {
            "Have a gateway take no new connections and send those it has elsewhere, each at its turn; nothing is lost.",
            "It is not ready meanwhile, and goes on by itself after the time given."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless gateway drain 2 --reason deploy --yes",
            "  gapless gateway drain 2 --for 15m --spread 2m --reason 'new disk' --yes"
        })
final class GatewayDrainCommand extends GatewayCommand {
    @Option(
            names = "--for",
            paramLabel = "SPAN",
            description = "After so long it takes connections again, up to 7d (default: 1h).")
    private @Nullable String time;

    @Option(
            names = "--spread",
            paramLabel = "SPAN",
            description = "Time in which its connections leave, up to 1h (default: 30s).")
    private @Nullable String spread;

    @Option(names = "--last", description = "Also if no other gateway takes connections.")
    private boolean last;

    GatewayDrainCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        DrainGateway order = new DrainGateway(
                Optional.ofNullable(time).map(text -> Spans.millis("--for", text)),
                Optional.ofNullable(spread).map(text -> Spans.millis("--spread", text)),
                last ? Optional.of(true) : Optional.empty());
        options.moderate(session, "drain gateway " + slot);
        show(admin().drainGateway(slot, order, terms()));
    }
}
