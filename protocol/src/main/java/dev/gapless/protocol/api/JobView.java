package dev.gapless.protocol.api;

import java.util.Map;
import java.util.Optional;

/// Work that the control plane does after the request that asked for it.
///
/// @param id its id
/// @param kind retention, export, import or purge
/// @param state open, done or failed
/// @param phase what it is at
/// @param counts what it has done so far, by name
/// @param failure why it failed
/// @param actor who asked
/// @param reason why
/// @param createdMs when
/// @param updatedMs when it was worked on last
public record JobView(
        String id,
        String kind,
        String state,
        String phase,
        Map<String, Long> counts,
        Optional<String> failure,
        String actor,
        String reason,
        long createdMs,
        long updatedMs) {
    public JobView {
        counts = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(counts));
    }
}
