package dev.gapless.client;

/// When a device counts a message as read.
public enum ReadPolicy {
    /// Shown while the person is there: the channel is on screen, and something was typed or moved since.
    FOCUSED,
    /// Shown at all.
    VISIBLE,
    /// Only on the person's word.
    EXPLICIT
}
