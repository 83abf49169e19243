package dev.gapless.cli.output;

/// The forms in which a command shows what it read.
public enum OutputFormat {
    /// For people.
    TABLE,
    /// For people, with every column.
    WIDE,
    /// One JSON document.
    JSON,
    /// One JSON object per line, as they come.
    JSONL,
    /// One YAML document.
    YAML;

    /// True if a person is to read it.
    public boolean human() {
        return this == TABLE || this == WIDE;
    }
}
