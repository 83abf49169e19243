package dev.gapless.protocol.api;

import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// Body of `POST /v1/channels/{id}/messages`; the key is in the header `Idempotency-Key`.
///
/// @param text 1 byte to 16 KiB of UTF-8
/// @param threadRoot the message that this one answers
public record SendRequest(String text, Optional<Seq> threadRoot) {}
