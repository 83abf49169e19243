package dev.gapless.client.session;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.time.Duration;

/// News of channels and of the connection that an application may show.
public sealed interface Notice {
    /// The server took the subscription.
    ///
    /// @param head where the channel stood then
    record Subscribed(ChannelId channel, Epoch epoch, Position head) implements Notice {}

    /// Everything that existed when the subscription was taken has been delivered; what comes now is live.
    record CaughtUp(ChannelId channel, Position position) implements Notice {}

    /// A channel subscribed at level head moved on.
    record HeadMoved(ChannelId channel, Position head, Ordinal ordinal) implements Notice {}

    /// The log was rewound by a restore: discard what was shown of the channel, all of it is delivered again from its start.
    record EpochChanged(ChannelId channel, Epoch before, Epoch now) implements Notice {}

    /// Retention has removed events that the device had not seen; it goes on behind them.
    ///
    /// @param from first removed seq
    /// @param to last removed seq
    record Trimmed(ChannelId channel, Seq from, Seq to) implements Notice {}

    /// The subscription is over: the user left, was removed, or the channel is none that the user can read.
    record Ended(ChannelId channel, Refusal why) implements Notice {}

    /// The gateway goes away; the device connects again by itself.
    record Draining(Duration reconnectAfter) implements Notice {}

    /// The server broke the protocol, or refused something that nobody waits for. Worth a line in a log.
    record Trouble(String code, String message) implements Notice {}
}
