package dev.gapless.cli.stack;

import dev.gapless.cli.Session;
import dev.gapless.devstack.Places;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option `--data`, shared by the commands that work on a stack.
final class DataDirectory {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the server keeps everything (default: $XDG_STATE_HOME/gapless/data).")
    private @Nullable Path given;

    Path path(Session session) {
        Path chosen = given == null ? places(session).state() : given;
        return chosen.toAbsolutePath().normalize();
    }

    Path cache(Session session) {
        return places(session).cache();
    }

    /// For messages: how to name this directory on a command line, empty for the default one.
    String argument(Session session) {
        return given == null ? "" : " --data " + path(session);
    }

    private static Places places(Session session) {
        return Places.of(session.world().variables(), session.world().home());
    }
}
