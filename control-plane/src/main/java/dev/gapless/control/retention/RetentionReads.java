package dev.gapless.control.retention;

import dev.gapless.protocol.api.HoldView;
import dev.gapless.protocol.api.RetentionPreview;
import dev.gapless.protocol.api.RetentionPreview.Loss;
import dev.gapless.protocol.api.RetentionRuleView;
import dev.gapless.protocol.api.RetentionView;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.retention.LegalHold;
import dev.gapless.schema.retention.RetentionRule;
import dev.gapless.schema.shard.Shards;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells what is kept, and what a run would remove. Any thread.
public final class RetentionReads {
    private final Shards shards;
    private final Trimmer trimmer;

    RetentionReads(Shards shards, Trimmer trimmer) {
        this.shards = shards;
        this.trimmer = trimmer;
    }

    RetentionView view(WorkspaceId workspace) {
        return view(trimmer.plan(workspace));
    }

    static RetentionView view(RetentionPlan plan) {
        return new RetentionView(
                rule(plan, RetentionRule.WORKSPACE),
                plan.rules().stream()
                        .filter(rule -> rule.channel() != RetentionRule.WORKSPACE)
                        .map(rule -> rule(plan, rule.channel()))
                        .toList(),
                plan.holds().stream().map(RetentionReads::hold).toList());
    }

    /// A rule as it is told; one that is not set has version 0.
    static RetentionRuleView rule(RetentionPlan plan, long channel) {
        Optional<RetentionRule> rule = plan.rule(channel);
        return new RetentionRuleView(
                channel == RetentionRule.WORKSPACE ? Optional.empty() : Optional.of(new ChannelId(channel)),
                rule.flatMap(RetentionRule::keep).map(Duration::toMillis),
                rule.map(RetentionRule::version).orElse(0L));
    }

    static HoldView hold(LegalHold hold) {
        String subject = switch (hold.kind()) {
            case WORKSPACE -> "workspace";
            case CHANNEL -> new ChannelId(hold.subject()).text();
            case USER -> new UserId(hold.subject()).text();
        };
        return new HoldView(
                hold.kind().name().toLowerCase(java.util.Locale.ROOT), subject, hold.reason(), hold.actor(),
                hold.at().toEpochMilli());
    }

    /// What a run would remove from a page of channels, counted event by event.
    ///
    /// @param after id that the page begins behind; 0 for the first page
    RetentionPreview preview(WorkspaceId workspace, Instant asOf, long after, int limit) {
        RetentionPlan plan = trimmer.plan(workspace);
        List<ChannelRow> page = RetentionWork.channels(shards, workspace, after, limit);
        List<Loss> losses = new ArrayList<>();
        long events = 0;
        long messages = 0;
        for (ChannelRow channel : page) {
            Loss loss = loss(channel, plan, asOf);
            events += loss.to() - loss.from() + 1;
            messages += loss.messages();
            ChannelKind kind = channel.head().kind();
            boolean shown = kind == ChannelKind.PUBLIC || kind == ChannelKind.PRIVATE;
            if (shown && (loss.to() >= loss.from() || loss.held())) {
                losses.add(loss);
            }
        }
        return new RetentionPreview(
                asOf.toEpochMilli(), events, messages, losses,
                page.size() == limit ? Optional.of(page.getLast().key().channel().text()) : Optional.empty());
    }

    private Loss loss(ChannelRow channel, RetentionPlan plan, Instant asOf) {
        ChannelHead first = channel.head();
        ChannelHead at = first;
        long messages = 0;
        Trimmer.Cut cut;
        do {
            cut = trimmer.cut(at, plan, asOf);
            messages += cut.messages();
            at = new ChannelHead(
                    first.key(), first.kind(), first.channelClass(), first.state(), first.epoch(), first.lastSeq(),
                    first.lastOrdinal(), cut.last() + 1, cut.ordinal(), first.memberSeq(), first.rules());
        } while (cut.more());
        return new Loss(
                first.key().channel(), channel.name(), first.minSeq(), cut.last(), messages, cut.held());
    }
}
