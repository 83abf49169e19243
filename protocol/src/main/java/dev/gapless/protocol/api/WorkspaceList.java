package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of workspaces.
///
/// @param workspaces by slug
/// @param next give it as `cursor` for the next page; empty at the end
public record WorkspaceList(List<WorkspaceView> workspaces, Optional<String> next) {
    public WorkspaceList {
        workspaces = List.copyOf(workspaces);
    }
}
