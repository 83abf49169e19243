package dev.gapless.cli.output;

/// The forms in which a command shows what it read.
public enum OutputFormat {
    /// For people.
    TABLE,
    /// One JSON document.
    JSON,
    /// One JSON object per line, as they come.
    JSONL
}
