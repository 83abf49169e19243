package dev.gapless.scenarios.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A scenario with its text: what `validate`, `plan` and `run` begin with.
///
/// @param name of the file, or of the built-in scenario
/// @param text as written
/// @param settings changes of the command line
/// @param scenario what they say
/// @param resolved what they say as JSON, one line, changes applied
public record ScenarioFile(String name, String text, List<String> settings, Scenario scenario, String resolved) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ScenarioFile {
        settings = List.copyOf(settings);
    }

    /// Reads a scenario.
    ///
    /// @param name for messages
    /// @param settings changes, each as `path=value`
    /// @throws InvalidScenarioException with every mistake in it
    public static ScenarioFile read(String name, String text, List<String> settings) {
        List<Mistake> mistakes = new ArrayList<>();
        Optional<YamlNode> root = YamlText.read(text, mistakes)
                .map(node -> new Overrides(mistakes).apply(node, settings));
        Optional<Scenario> scenario = root.map(node -> new ScenarioReader(mistakes).read(node));
        if (!mistakes.isEmpty() || scenario.isEmpty()) {
            mistakes.sort(Comparator.comparingInt((Mistake mistake) -> mistake.place().line())
                    .thenComparingInt(mistake -> mistake.place().column()));
            throw new InvalidScenarioException(name, mistakes);
        }
        try {
            String resolved = JSON.writeValueAsString(YamlNode.plain(root.get()));
            return new ScenarioFile(name, text, settings, scenario.get(), resolved);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values do not fail", e);
        }
    }

    /// The JSON Schema of the format.
    public static String schema() {
        return resource("/dev/gapless/scenarios/scenario-v1.schema.json").orElseThrow();
    }

    /// The names of the scenarios that come with the program.
    public static List<String> builtinNames() {
        return resource("/dev/gapless/scenarios/builtin/index").orElseThrow().lines().toList();
    }

    /// The text of a scenario that comes with the program.
    public static Optional<String> builtin(String name) {
        return builtinNames().contains(name)
                ? resource("/dev/gapless/scenarios/builtin/" + name + ".yaml")
                : Optional.empty();
    }

    /// The scenario of `gapless scenario mutate`: small, and with something in it for every promise.
    public static ScenarioFile mutation() {
        return read("mutate", resource("/dev/gapless/scenarios/mutate/mutate.yaml").orElseThrow(), List.of());
    }

    private static Optional<String> resource(String path) {
        try (InputStream in = ScenarioFile.class.getResourceAsStream(path)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
