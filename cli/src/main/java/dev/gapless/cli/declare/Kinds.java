package dev.gapless.cli.declare;

import dev.gapless.cli.CliFailure;
import java.util.List;
import java.util.stream.Collectors;

/// The kinds that can be declared, in the order in which they are applied: what others stand in comes first.
final class Kinds {
    static final List<Kind> ALL = List.of(new WorkspaceKind(), new ChannelKind(), new QuotaKind(), new RouteKind());

    private Kinds() {}

    /// @param name singular or plural
    /// @param place where it was named
    /// @throws CliFailure `usage` if there is none of this name
    static Kind named(String name, String place) {
        return ALL.stream()
                .filter(kind -> name.equals(kind.name()) || name.equals(kind.name() + "s"))
                .findFirst()
                .orElseThrow(() -> CliFailure.usage(
                        place + ": kind " + name + " (expected: " + ALL.stream().map(Kind::name).collect(
                                Collectors.joining(", ")) + ")",
                        "gapless get --help"));
    }
}
