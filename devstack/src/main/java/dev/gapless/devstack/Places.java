package dev.gapless.devstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a user's files go, by the XDG base directory specification.
///
/// @param state default for `--data`
/// @param cache unpacked binaries; may be deleted at any time when nothing runs
public record Places(Path state, Path cache) {
    /// The places of one user.
    ///
    /// @param environment such as [System#getenv()]
    /// @param home the user's home directory
    public static Places of(Map<String, String> environment, Path home) {
        return new Places(
                base(environment, "XDG_STATE_HOME", home.resolve(".local/state")).resolve("gapless/data"),
                base(environment, "XDG_CACHE_HOME", home.resolve(".cache")).resolve("gapless"));
    }

    // The specification: a relative path is to be ignored.
    private static Path base(Map<String, String> environment, String name, Path otherwise) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(otherwise);
    }
}
