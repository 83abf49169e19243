package dev.gapless.protocol.api;

import java.util.List;

/// What a workspace keeps, and for how long.
///
/// @param workspace the rule for all channels without one of their own
/// @param channels those with one
/// @param holds what nothing removes
public record RetentionView(
        RetentionRuleView workspace, List<RetentionRuleView> channels, List<HoldView> holds) {
    public RetentionView {
        channels = List.copyOf(channels);
        holds = List.copyOf(holds);
    }
}
