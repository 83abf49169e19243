/// Inbox: per user, which conversations changed and what is unread in them, derived from the log exactly once.
///
/// [InboxTopology] reads top to bottom: `ChannelProcessor` applies each channel's events in order and tells the members,
/// `UserProcessor` keeps each user's `Conversation`s and an index of changes by revision. [InboxApp] runs it in the fan-out role,
/// [InboxQuery] answers from the stores of this instance or of the one that owns the user, `InboxDoor` lets gateways ask over HTTP.
///
/// Nothing here is needed for a count to be right: whoever gets no answer, or is told to check, reads the shard.
/// docs/internals/inbox.md tells the rules; decision 0035 the choices.
@NullMarked
package dev.gapless.fanout.inbox;

import org.jspecify.annotations.NullMarked;
