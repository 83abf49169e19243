package dev.gapless.protocol.api;

import java.util.List;

/// Answer of `GET /admin/v1/workspaces/{workspace}/shard-plan`: how a workspace gets a key range of its own.
///
/// @param workspace its slug
/// @param range its key range
/// @param sources shards that have its rows now
/// @param targets shards that take the sources' place
/// @param needed false if it has its range for itself already; then there are no steps
/// @param steps in order
public record ShardPlan(
        String workspace, String range, List<String> sources, List<String> targets, boolean needed, List<Step> steps) {
    /// Something to do.
    ///
    /// @param title what it is
    /// @param commands to be typed
    /// @param expect what must be so before the next step
    public record Step(String title, List<String> commands, String expect) {
        public Step {
            commands = List.copyOf(commands);
        }
    }

    public ShardPlan {
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
        steps = List.copyOf(steps);
    }
}
