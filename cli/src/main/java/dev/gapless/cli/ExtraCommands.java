package dev.gapless.cli;

import java.util.List;

/// Subcommands that other modules bring along, found by [java.util.ServiceLoader]. `bench` comes this way.
public interface ExtraCommands {
    /// Objects annotated with picocli's `@Command`, made anew for each run.
    ///
    /// @param session what every command works with
    List<Object> commands(Session session);
}
