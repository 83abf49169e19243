package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.RouteView;
import picocli.CommandLine.Mixin;

/// A command that decides the class of a channel.
abstract sealed class RouteCommand extends WriteCommand permits RoutePinCommand, RouteUnpinCommand {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    protected RouteChannel which;

    RouteCommand(Session session) {
        super(session);
    }

    final void show(RouteView view) {
        show(view, () -> RouteViews.line(view));
    }
}
