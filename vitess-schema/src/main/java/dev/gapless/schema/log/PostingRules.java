package dev.gapless.schema.log;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelRules;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What channels ask of those who post or join, in an append transaction: who may post, who may name everybody, how many may be in
/// it, how long to wait between two posts. A channel without rules costs no statement.
///
/// Confined to the thread of the transaction.
final class PostingRules {
    private final Handle handle;
    private final Map<MemberKey, Long> lastPosts = new HashMap<>();
    private final Map<MemberKey, Long> posted = new LinkedHashMap<>();
    private final Map<ChannelKey, Long> members = new HashMap<>();

    PostingRules(Handle handle) {
        this.handle = handle;
    }

    /// True if the actor's role in the channel has to be known.
    static boolean ask(Append append, ChannelHead head) {
        return append.membersOnly()
                && says(append.body())
                && (head.rules().asksForRole() || head.channelClass() == ChannelClass.ANNOUNCEMENT);
    }

    private static boolean says(EventBody body) {
        return body instanceof EventBody.MessagePosted || body instanceof EventBody.MessageEdited;
    }

    /// Reads what is about slow channels and those with a member limit. The heads are locked.
    void read(List<Append> batch, Map<ChannelKey, ChannelDraft> channels) {
        Set<MemberKey> slow = new HashSet<>();
        Set<ChannelKey> limited = new HashSet<>();
        for (Append append : batch) {
            ChannelDraft channel = channels.get(append.channel());
            if (channel == null) {
                continue;
            }
            ChannelRules rules = channel.head().rules();
            if (append.body() instanceof EventBody.MessagePosted && append.membersOnly() && !rules.slow().isZero()) {
                slow.add(new MemberKey(append.channel(), append.actor()));
            }
            if (append.body() instanceof EventBody.MemberJoined && rules.memberLimit() > 0) {
                limited.add(append.channel());
            }
        }
        if (!slow.isEmpty()) {
            lastPosts.putAll(ChannelMemberTable.lastPosts(handle, slow));
        }
        if (!limited.isEmpty()) {
            for (ChannelRow row : ChannelTable.findMany(handle, limited)) {
                members.put(row.key(), row.memberCount());
            }
        }
    }

    /// The refusal of what may otherwise be done; null for none.
    @Nullable
    AppendResult refusal(Append append, ChannelDraft channel) {
        ChannelRules rules = channel.head().rules();
        return switch (append.body()) {
            case EventBody.MemberJoined joined -> {
                long after = members.getOrDefault(append.channel(), 0L) + channel.memberChange() + 1;
                yield rules.memberLimit() > 0 && after > rules.memberLimit()
                        ? new AppendResult.TooMany("members", rules.memberLimit())
                        : null;
            }
            case EventBody.MessagePosted post -> ofPost(append, channel, post.mentions());
            case EventBody.MessageEdited edit -> ofMentions(append, channel, edit.mentions());
            default -> null;
        };
    }

    private @Nullable AppendResult ofPost(Append append, ChannelDraft channel, List<Mention> mentions) {
        if (!ask(append, channel.head())) {
            return null;
        }
        ChannelRules rules = channel.head().rules();
        MemberRole role = role(append, channel);
        boolean announcement = channel.head().channelClass() == ChannelClass.ANNOUNCEMENT;
        if (!rules.posters().includes(role) || announcement && !ChannelRules.Who.ADMINS.includes(role)) {
            return new AppendResult.NotByRule(
                    "post in this channel",
                    rules.posters() == ChannelRules.Who.NOBODY ? "nobody" : "owners and admins");
        }
        AppendResult refusal = ofMentions(append, channel, mentions);
        if (refusal != null || rules.slow().isZero() || ChannelRules.Who.ADMINS.includes(role)) {
            return refusal;
        }
        MemberKey key = new MemberKey(append.channel(), append.actor());
        long last = posted.getOrDefault(key, lastPosts.getOrDefault(key, 0L));
        long waitMs = last + rules.slow().toMillis() - append.at().toEpochMilli();
        return waitMs > 0 ? new AppendResult.TooSoon(Duration.ofMillis(waitMs)) : null;
    }

    private static @Nullable AppendResult ofMentions(Append append, ChannelDraft channel, List<Mention> mentions) {
        ChannelRules.Who may = channel.head().rules().broadcasters();
        boolean refused =
                append.membersOnly() && MentionChange.everyone(mentions) && !may.includes(role(append, channel));
        return refused
                ? new AppendResult.NotByRule(
                        "name everybody in this channel",
                        may == ChannelRules.Who.NOBODY ? "nobody" : "owners and admins")
                : null;
    }

    private static MemberRole role(Append append, ChannelDraft channel) {
        return append.requirement() == Append.Requirement.MEMBER_WHO_ADMINISTERS
                ? MemberRole.ADMIN
                : channel.role(append.actor()).orElse(MemberRole.GUEST);
    }

    /// Takes note of a post in a slow channel.
    void placed(Append append, ChannelDraft channel) {
        if (append.body() instanceof EventBody.MessagePosted
                && append.membersOnly()
                && !channel.head().rules().slow().isZero()) {
            posted.put(new MemberKey(append.channel(), append.actor()), append.at().toEpochMilli());
        }
    }

    /// Writes when members of slow channels posted.
    void write() {
        posted.forEach((key, atMs) -> ChannelMemberTable.posted(handle, key, atMs));
    }
}
