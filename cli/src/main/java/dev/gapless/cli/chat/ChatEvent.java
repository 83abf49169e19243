package dev.gapless.cli.chat;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Everything that can happen to a chat.
sealed interface ChatEvent {
    /// The connection came, went, or is being tried.
    record LinkChanged(LinkState link) implements ChatEvent {}

    /// An entry of a channel's log, in order and once.
    record Arrived(ChannelId channel, Entry entry) implements ChatEvent {}

    /// A message that came earlier looks otherwise now.
    record Amended(ChannelId channel, Entry entry) implements ChatEvent {}

    /// Oneself has read up to here, on whichever device.
    record Read(ChannelId channel, long position) implements ChatEvent {}

    /// Unread counts of channels; the others stay as they are.
    record Counted(Map<ChannelId, Badge> badges) implements ChatEvent {
        public Counted {
            badges = Collections.unmodifiableMap(new LinkedHashMap<>(badges));
        }
    }

    /// Typing goes to a thread, or to the channel again.
    record ThreadOpened(ChannelId channel, Optional<Long> root) implements ChatEvent {}

    /// Keys mean something else.
    record ModeChanged(Mode mode) implements ChatEvent {}

    /// Seqs are missing and being fetched.
    record HoleOpened(ChannelId channel, Room.Hole hole) implements ChatEvent {}

    /// Nothing is missing any more.
    record HoleClosed(ChannelId channel) implements ChatEvent {}

    /// A channel was opened and is on screen from now on.
    record Opened(Room room) implements ChatEvent {}

    /// A channel that was open before is on screen from now on.
    record SwitchedTo(ChannelId channel) implements ChatEvent {}

    /// A channel is no longer open.
    record Closed(ChannelId channel) implements ChatEvent {}

    /// The log of a channel starts anew.
    record Rewound(ChannelId channel) implements ChatEvent {}

    /// A message was typed.
    record Typed(Outgoing message) implements ChatEvent {}

    /// More is known of a message on its way.
    record FateKnown(IdempotencyKey key, Outgoing.Fate fate) implements ChatEvent {}

    /// A message that was refused or is in doubt is given up.
    record Dropped(IdempotencyKey key) implements ChatEvent {}
}
