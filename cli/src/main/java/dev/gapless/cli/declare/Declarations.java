package dev.gapless.cli.declare;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.output.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads files of declarations: YAML or JSON, a thing or a list of things in each document. Strict: a field that nobody knows is a mistake.
final class Declarations {
    private static final int MAX_FILES = 1_000;
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int MAX_THINGS = 10_000;
    private static final String KIND = "kind";

    private Declarations() {}

    /// @param where a file, or a directory whose `.yaml`, `.yml` and `.json` files are read by name
    /// @return what is declared, what others stand in first
    /// @throws CliFailure naming file and field
    static List<Declaration> read(Path where) {
        List<Declaration> all = new ArrayList<>();
        for (Path file : files(where)) {
            String name = String.valueOf(file.getFileName());
            int number = 0;
            for (Object document : documents(file, name)) {
                number++;
                List<?> things = document instanceof List<?> list ? list : List.of(document);
                for (Object thing : things) {
                    all.add(declaration(thing, name + ", document " + number));
                }
            }
        }
        if (all.size() > MAX_THINGS) {
            throw CliFailure.usage(where + ": " + all.size() + " things (expected: at most " + MAX_THINGS + ")",
                    "apply them in parts");
        }
        Set<String> seen = new LinkedHashSet<>();
        for (Declaration one : all) {
            if (!seen.add(one.label())) {
                throw CliFailure.usage(one.place() + ": " + SafeText.line(one.label()) + " (expected: once)",
                        "take one of them out");
            }
        }
        all.sort(Comparator.comparingInt(one -> Kinds.ALL.indexOf(one.kind())));
        return all;
    }

    /// A field that is needed is not there.
    static CliFailure missing(Declaration wanted, String field) {
        return CliFailure.usage(wanted.place() + ": " + field + ": missing (expected: a value)", "add it");
    }

    private static List<Path> files(Path where) {
        if (!Files.isDirectory(where)) {
            return List.of(where);
        }
        try (Stream<Path> files = Files.list(where)) {
            List<Path> found = files
                    .filter(file -> String.valueOf(file.getFileName()).matches("[^.].*\\.(yaml|yml|json)"))
                    .sorted()
                    .limit(MAX_FILES + 1L)
                    .toList();
            if (found.isEmpty() || found.size() > MAX_FILES) {
                throw CliFailure.usage(
                        where + ": " + found.size() + " files (expected: 1 to " + MAX_FILES + " of .yaml, .yml, .json)",
                        "gapless get all --workspace NAME -o yaml > " + where.resolve("all.yaml"));
            }
            return found;
        } catch (IOException e) {
            throw unreadable(where);
        }
    }

    private static List<Object> documents(Path file, String name) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw CliFailure.usage(name + ": too large (expected: at most " + MAX_BYTES + " bytes)", "split it");
            }
            List<Object> documents = new ArrayList<>();
            LoadSettings settings = LoadSettings.builder().setLabel(name).setMaxAliasesForCollections(0).build();
            new Load(settings).loadAllFromString(Files.readString(file)).forEach(document -> {
                if (document != null) {
                    documents.add(document);
                }
            });
            return documents;
        } catch (IOException e) {
            throw unreadable(file);
        } catch (YamlEngineException e) {
            throw CliFailure.usage(
                    SafeText.line(name + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse("no YAML")),
                    "correct the file");
        }
    }

    private static Declaration declaration(Object thing, String place) {
        if (!(thing instanceof Map<?, ?> map) || !(map.get(KIND) instanceof String name)) {
            throw CliFailure.usage(place + ": no kind (expected: kind: workspace, channel, quota or route)", "add it");
        }
        Kind kind = Kinds.named(name, place);
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String field = String.valueOf(key);
            if (!field.equals(KIND)) {
                values.put(field, value(kind, field, value, place));
            }
        });
        Declaration declared = new Declaration(kind, values, place);
        for (String needed : kind.names()) {
            if (!values.containsKey(needed)) {
                throw missing(declared, needed);
            }
        }
        return declared;
    }

    private static Object value(Kind kind, String field, @org.jspecify.annotations.Nullable Object value,
            String place) {
        boolean number = kind.fields().stream()
                .anyMatch(known -> known.name().equals(field) && known.type() == Kind.Type.NUMBER);
        boolean text = kind.names().contains(field) || kind.fields().stream()
                .anyMatch(known -> known.name().equals(field) && known.type() == Kind.Type.TEXT);
        if (!number && !text) {
            List<String> known = new ArrayList<>(kind.names());
            kind.fields().forEach(each -> known.add(each.name()));
            throw CliFailure.usage(
                    SafeText.line(place + ": " + field) + " (expected: " + String.join(", ", known) + ")",
                    "take it out, or correct its name");
        }
        if (number && (value instanceof Integer || value instanceof Long)) {
            return ((Number) value).longValue();
        }
        if (text && value != null && !(value instanceof Map) && !(value instanceof List)) {
            return value.toString();
        }
        throw CliFailure.usage(
                SafeText.line(place + ": " + field + ": " + value) + " (expected: a "
                        + (number ? "whole number" : "text") + ")",
                "correct it");
    }

    private static CliFailure unreadable(Path file) {
        return new CliFailure(
                ExitCode.USAGE, "usage", file + ": cannot be read (expected: a file or a directory)", "name another");
    }
}
