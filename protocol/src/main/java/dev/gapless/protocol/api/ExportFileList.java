package dev.gapless.protocol.api;

import dev.gapless.protocol.export.ExportFile;
import java.util.List;
import java.util.Optional;

/// A page of an export's files, in order; the manifest is the last.
public record ExportFileList(List<ExportFile> files, Optional<String> next) {
    public ExportFileList {
        files = List.copyOf(files);
    }
}
