package dev.gapless.cli;

import dev.gapless.cli.output.OutputFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options that stand before or after any command. Written by picocli while it parses, read by [Session] afterwards.
class GlobalOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "Be this context (default: $GAPLESS_CONTEXT, else the current one).")
    @Nullable
    String as;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "Show results as table, wide, json, jsonl or yaml (default: $GAPLESS_OUTPUT, else table).")
    @Nullable
    OutputFormat output;

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colours (also: $NO_COLOR, TERM=dumb, or no terminal).")
    boolean noColor;

    @Option(names = "--no-input", scope = ScopeType.INHERIT, description = "Never ask; fail instead.")
    boolean noInput;

    /// The context asked for.
    Optional<String> contextName() {
        return Optional.ofNullable(as);
    }

    Optional<OutputFormat> format() {
        return Optional.ofNullable(output);
    }
}
