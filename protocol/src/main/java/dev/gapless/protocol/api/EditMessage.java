package dev.gapless.protocol.api;

/// Body of `PATCH /v1/channels/{id}/messages/{seq}`; the key is in the header `Idempotency-Key`.
///
/// @param text 1 byte to 16 KiB of UTF-8
public record EditMessage(String text) {
    /// The text stays out of logs.
    @Override
    public String toString() {
        return "EditMessage[]";
    }
}
