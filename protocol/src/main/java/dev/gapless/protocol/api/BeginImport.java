package dev.gapless.protocol.api;

import java.util.Map;

/// Body of `POST /admin/v1/workspaces/{workspace}/imports`.
///
/// @param manifest SHA-256 of the export's manifest, in hex
/// @param counts lines by kind, as the manifest has them
public record BeginImport(String manifest, Map<String, Long> counts) {
    public BeginImport {
        counts = Map.copyOf(counts);
    }
}
