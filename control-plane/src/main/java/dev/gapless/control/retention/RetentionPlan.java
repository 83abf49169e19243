package dev.gapless.control.retention;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.log.LogFact;
import dev.gapless.schema.retention.HoldKind;
import dev.gapless.schema.retention.LegalHold;
import dev.gapless.schema.retention.LegalHoldTable;
import dev.gapless.schema.retention.RetentionRule;
import dev.gapless.schema.retention.RetentionRuleTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The rules and holds of a workspace, read at once.
///
/// @param rules how long things are kept
/// @param holds what nothing may remove
record RetentionPlan(List<RetentionRule> rules, List<LegalHold> holds) {
    RetentionPlan {
        rules = List.copyOf(rules);
        holds = List.copyOf(holds);
    }

    static RetentionPlan read(Handle handle, WorkspaceId workspace) {
        return new RetentionPlan(
                RetentionRuleTable.all(handle, workspace), LegalHoldTable.all(handle, workspace));
    }

    /// The channel's rule, else the workspace's; empty for ever.
    Optional<Duration> keep(ChannelId channel) {
        return rule(channel.value()).or(() -> rule(RetentionRule.WORKSPACE)).flatMap(RetentionRule::keep);
    }

    /// Before which time events of a channel may go, holds left aside.
    Optional<Instant> before(ChannelId channel, Instant asOf) {
        return keep(channel).map(asOf::minus);
    }

    Optional<RetentionRule> rule(long channel) {
        return rules.stream().filter(rule -> rule.channel() == channel).findFirst();
    }

    /// True if the channel may lose nothing.
    boolean holds(ChannelId channel) {
        return holds.stream().anyMatch(hold -> hold.kind() == HoldKind.WORKSPACE
                || hold.kind() == HoldKind.CHANNEL && hold.subject() == channel.value());
    }

    /// True if an event must stay, and all behind it.
    boolean holds(LogFact event) {
        return holds.stream().anyMatch(hold -> hold.kind() == HoldKind.USER && event.concerns(hold.subject()));
    }
}
