package dev.gapless.protocol.owner;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.List;
import java.util.Optional;

/// Sends of one channel on their way to its owner: `POST` of [#PATH] with the secret in
/// [dev.gapless.protocol.inbox.InboxRoute#SECRET_HEADER]. They are admitted already: the owner asks neither policy nor quota.
///
/// @param workspace the tenant
/// @param channel where all of them go
/// @param sends 1 to [#MAX_SENDS], in order
public record OwnerBatch(WorkspaceId workspace, ChannelId channel, List<Send> sends) {
    /// The path.
    public static final String PATH = "/internal/v1/owner/sends";
    /// Sends of one batch at most.
    public static final int MAX_SENDS = 128;

    public OwnerBatch {
        sends = List.copyOf(sends);
        if (sends.isEmpty() || sends.size() > MAX_SENDS) {
            throw new IllegalArgumentException("sends: " + sends.size() + " (expected: 1 to " + MAX_SENDS + ")");
        }
    }

    /// One send.
    ///
    /// @param user who sends
    /// @param administers true for owners and admins of the workspace
    /// @param run number of the run that it belongs to, 0 to 127: it is taken only if the one before it in this run was
    /// @param key the sender's name for it
    /// @param text of the message
    /// @param threadRoot the message that it answers
    /// @param alsoToChannel true for a reply that is to be shown in the channel too
    public record Send(
            UserId user, boolean administers, int run, String key, String text, Optional<Seq> threadRoot,
            boolean alsoToChannel) {
        public Send {
            if (run < 0 || run >= MAX_SENDS) {
                throw new IllegalArgumentException("run: " + run + " (expected: 0 to " + (MAX_SENDS - 1) + ")");
            }
            if (alsoToChannel && threadRoot.isEmpty()) {
                throw new IllegalArgumentException("also_to_channel: true (expected: thread_root beside it)");
            }
            key = new IdempotencyKey(key).value();
        }

        /// The text stays out of logs.
        @Override
        public String toString() {
            return "Send[" + user + ", " + key + "]";
        }
    }
}
