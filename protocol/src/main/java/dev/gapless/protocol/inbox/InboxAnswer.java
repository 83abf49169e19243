package dev.gapless.protocol.inbox;

import dev.gapless.protocol.id.ChannelId;
import java.util.List;

/// Answer to "which conversations of this user changed since that revision".
public sealed interface InboxAnswer {
    /// What changed. The rest of the user's conversations stand where they stood at `since`, but for those to be checked.
    ///
    /// @param revision give it as `since` next time; never used twice, also not after a rebuild of the store, which tells too much
    ///     rather than too little
    /// @param changed the conversations, longest unchanged first
    /// @param total how many changed in all, of which `changed` may be the first part
    /// @param check channels that the inbox does not follow for each member: whether the user is in them, where they stand and what
    ///     is unread says the shard
    /// @param unsure those of them that the inbox has lost track of, in the whole workspace: a seed makes it sure again
    /// @param cursorsTo revision of the user's own stream up to which all cursors are known here; where the shard has a later one,
    ///     the conversations of the cursors moved since are to be counted there
    /// @param lagMs events older than this are all in, at most that many milliseconds before the answer
    record Changes(
            long revision,
            List<InboxConversation> changed,
            int total,
            List<ChannelId> check,
            List<ChannelId> unsure,
            long cursorsTo,
            long lagMs)
            implements InboxAnswer {
        public Changes {
            changed = List.copyOf(changed);
            check = List.copyOf(check);
            unsure = List.copyOf(unsure);
        }
    }

    /// The inbox cannot tell now: it is starting, moving, behind by an unknown time, or not sure. Ask the shard.
    ///
    /// @param reason why, for people
    /// @param unsure some channels of the workspace that the inbox has lost track of, if that is why
    record NotReady(String reason, List<ChannelId> unsure) implements InboxAnswer {
        public NotReady {
            unsure = List.copyOf(unsure);
        }

        public NotReady(String reason) {
            this(reason, List.of());
        }
    }
}
