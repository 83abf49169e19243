package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import java.util.Optional;

/// How long something is kept.
///
/// @param channel of which channel; empty for the workspace, that is for all channels without a rule of their own
/// @param keepMs how long; empty for ever
/// @param resourceVersion of the rule, 0 if none is set; give it with a change
public record RetentionRuleView(Optional<ChannelId> channel, Optional<Long> keepMs, long resourceVersion) {}
