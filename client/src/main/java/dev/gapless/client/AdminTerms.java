package dev.gapless.client;

import dev.gapless.protocol.id.IdempotencyKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What goes with a write of the admin API.
///
/// @param key names the write, so that trying it again is not doing it twice
/// @param reason why, for the record
/// @param resourceVersion the write is refused if what it changes has another one by now
/// @param dryRun true to be told what would happen, without it happening
public record AdminTerms(
        IdempotencyKey key, Optional<String> reason, Optional<Long> resourceVersion, boolean dryRun) {
    /// Only a key.
    public static AdminTerms of(IdempotencyKey key) {
        return new AdminTerms(key, Optional.empty(), Optional.empty(), false);
    }

    /// As query parameters, with the question mark.
    String query() {
        List<String> parts = new ArrayList<>();
        reason.ifPresent(text -> parts.add("reason=" + Endpoint.encode(text)));
        resourceVersion.ifPresent(version -> parts.add("resource_version=" + version));
        if (dryRun) {
            parts.add("dry_run=true");
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}
