package dev.gapless.cli.stack;

import dev.gapless.cli.Session;
import dev.gapless.devstack.StackState;
import java.net.URI;
import java.util.List;

/// What a person is told when a stack is ready.
final class StackNews {
    private StackNews() {}

    /// @param dataArgument what to add to commands that must find the stack, empty for the default place
    static void ready(Session session, StackState state, String dataArgument) {
        lines(state, dataArgument).forEach(session::notice);
    }

    static List<String> lines(StackState state, String dataArgument) {
        return List.of(
                "",
                "  server   " + String.join("  ", state.servers().stream().map(URI::toString).toList()),
                "  admin    " + state.admin(),
                "  data     " + state.dataDirectory() + "  (pid " + state.pid() + ")",
                "",
                "Now try, in two terminals:",
                "  gapless chat '#general' --as ada",
                "  gapless chat '#general' --as lin",
                "and then:",
                "  gapless send '#general' 'hello' --as grace",
                "  gapless history verify '#general' --as ada",
                "  gapless status" + dataArgument + "        gapless down" + dataArgument,
                "",
                "ready in " + state.ready().toMillis() + " ms");
    }
}
