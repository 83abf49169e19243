package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.RouteView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "get",
        description = "Show the class of a channel, and who decided it.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless route get '#all' --workspace acme"})
final class RouteGetCommand implements Runnable {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private RouteChannel which;

    RouteGetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        RouteView route = AdminCommands.admin(session, session.operatorContext())
                .route(which.workspace(session), which.channel());
        session.results().one(route, () -> List.of(RouteViews.line(route)));
    }
}
