package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `POST /admin/v1/workspaces`.
///
/// @param slug 1 to 63 lower-case letters, digits and `-`
/// @param name as shown
/// @param plan what it pays for; standard if absent
public record CreateWorkspace(String slug, String name, Optional<String> plan) {
    /// On the standard plan.
    public CreateWorkspace(String slug, String name) {
        this(slug, name, Optional.empty());
    }
}
