package dev.gapless.protocol.export;

import dev.gapless.protocol.id.WorkspaceId;
import java.util.List;
import java.util.Map;

/// The last file of an export: what the others are.
///
/// @param format of all files; 1
/// @param workspace that was copied
/// @param slug its short name
/// @param name as shown
/// @param plan what it paid for
/// @param job that made the files
/// @param createdMs when that began
/// @param counts lines by kind: users, channels, members, events, cursors
/// @param files all but this one
public record ExportManifest(
        int format, WorkspaceId workspace, String slug, String name, String plan, String job, long createdMs,
        Map<String, Long> counts, List<ExportFile> files) {
    /// Of the files that this version writes.
    public static final int FORMAT = 1;
    /// End of the manifest's name; its number comes before.
    public static final String NAME = "manifest.json";

    public ExportManifest {
        counts = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(counts));
        files = List.copyOf(files);
    }
}
