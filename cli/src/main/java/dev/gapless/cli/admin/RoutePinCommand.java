package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.PinRoute;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "pin",
        description = "Give a channel a class for a while, whatever heat says. It holds from a seq on, and is an event in the log.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless route pin '#all' --class hot --for 4h --workspace acme --reason 'all hands'",
            "  gapless route pin '#all' --class normal --for 1m --workspace acme --reason INC-42"
        })
final class RoutePinCommand extends RouteCommand {
    @Option(names = "--class", paramLabel = "CLASS", required = true, description = "normal, large or hot.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channelClass;

    @Option(names = "--for", paramLabel = "SPAN", required = true, description = "How long, up to 30d.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String time;

    RoutePinCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        PinRoute wanted = PinRoute.lasting(channelClass, Spans.millis("--for", time));
        show(admin().pinRoute(which.workspace(session), which.channel(), wanted, terms()));
    }
}
