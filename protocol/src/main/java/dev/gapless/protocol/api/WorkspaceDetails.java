package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of workspaces, as operators see them.
///
/// @param workspaces by slug
/// @param next give it as `cursor` for the next page; empty at the end
public record WorkspaceDetails(List<WorkspaceDetail> workspaces, Optional<String> next) {
    public WorkspaceDetails {
        workspaces = List.copyOf(workspaces);
    }
}
