package dev.gapless.protocol.api;

import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// Body of `POST /v1/channels/{id}/messages`; the key is in the header `Idempotency-Key`.
///
/// @param text 1 byte to 16 KiB of UTF-8
/// @param threadRoot the message that this one answers
/// @param alsoToChannel true for a reply that is to be shown in the channel too
public record SendRequest(String text, Optional<Seq> threadRoot, Optional<Boolean> alsoToChannel) {
    /// A message to the channel, or a reply that stays in its thread.
    public static SendRequest of(String text, Optional<Seq> threadRoot) {
        return new SendRequest(text, threadRoot, Optional.empty());
    }
}
