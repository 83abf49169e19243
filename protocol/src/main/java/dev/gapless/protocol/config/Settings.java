package dev.gapless.protocol.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/// Settings of one process, by name. Immutable; reading is pure.
public final class Settings {
    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /// Settings from names and texts, as a properties file gives them.
    public static Settings of(Map<String, String> values) {
        return new Settings(values);
    }

    /// Settings from the text of a properties file.
    ///
    /// @throws IllegalArgumentException if it is not one
    public static Settings parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string does not fail
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return new Settings(values);
    }

    /// These settings with some replaced.
    public Settings with(Map<String, String> overrides) {
        Map<String, String> merged = new TreeMap<>(values);
        merged.putAll(overrides);
        return new Settings(merged);
    }

    /// The value of a key, or its default.
    ///
    /// @throws IllegalArgumentException naming the key, the value and what was expected
    public <T> T get(ConfigKey<T> key) {
        String text = values.getOrDefault(key.name(), key.defaultText());
        try {
            return key.parser().apply(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key.name() + ": " + text + " (expected: a whole number)", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key.name() + ": " + e.getMessage(), e);
        }
    }

    /// Fails on a name that no feature declares.
    ///
    /// @throws IllegalArgumentException naming all such settings
    public Settings allowOnly(Collection<ConfigKey<?>> keys) {
        TreeSet<String> unknown = new TreeSet<>(values.keySet());
        keys.forEach(key -> unknown.remove(key.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "settings: " + String.join(", ", unknown)
                            + " (expected: names listed in docs/reference/config.md)");
        }
        return this;
    }

    /// All settings given, by name.
    public Map<String, String> asMap() {
        return new TreeMap<>(values);
    }
}
