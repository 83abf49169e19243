package dev.gapless.client.session;

import dev.gapless.protocol.id.Position;

/// Where a subscription begins.
public sealed interface StartAt {
    /// With what comes from now on.
    record Now() implements StartAt {}

    /// Behind a position whose numbering is not known, for example 0 for everything.
    record After(Position position) implements StartAt {}

    /// Where the device stood before. If the numbering has changed since, everything is read again.
    record Saved(SavedPosition saved) implements StartAt {}
}
