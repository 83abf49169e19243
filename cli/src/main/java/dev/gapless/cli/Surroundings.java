package dev.gapless.cli;

import dev.gapless.cli.output.Sink;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Everything a command takes from the machine, so that a test can give it something else.
///
/// @param in standard input
/// @param out standard output: results only
/// @param err standard error: progress, notices and errors
/// @param inputIsTerminal true if a person types
/// @param variables environment variables
/// @param home home directory
/// @param clock wall clock with the person's time zone
/// @param random for keys and device names
public record Surroundings(
        InputStream in,
        Sink out,
        Sink err,
        boolean inputIsTerminal,
        Map<String, String> variables,
        Path home,
        Clock clock,
        RandomGenerator random) {
    public Surroundings {
        variables = Map.copyOf(variables);
    }

    /// An environment variable that is set and not empty.
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /// Where configuration lives: `$XDG_CONFIG_HOME/gapless`, else `~/.config/gapless`.
    public Path configDirectory() {
        return base("XDG_CONFIG_HOME", ".config");
    }

    /// Where state lives that outlasts a restart: `$XDG_STATE_HOME/gapless`, else `~/.local/state/gapless`.
    public Path stateDirectory() {
        return base("XDG_STATE_HOME", ".local/state");
    }

    private Path base(String variable, String fallback) {
        return variable(variable)
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home.resolve(fallback))
                .resolve("gapless");
    }
}
