package dev.gapless.scenarios.format;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of one mapping, read with care: whatever is wrong becomes a mistake with its place, and reading goes on, so that all mistakes
/// of a file are told at once. A value that is wrong is given as the fallback.
final class Fields {
    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    static final String ROOT = "scenario";
    static final String ID_FORM = "lower-case letters, digits and dashes, at most 63";

    private final String path;
    private final Place place;
    private final YamlNode.@Nullable Mapping mapping;
    private final List<Mistake> mistakes;

    private Fields(String path, Place place, YamlNode.@Nullable Mapping mapping, List<Mistake> mistakes) {
        this.path = path;
        this.place = place;
        this.mapping = mapping;
        this.mistakes = mistakes;
    }

    /// The fields of a node that must be a mapping with these keys only.
    static Fields of(String path, YamlNode node, List<Mistake> mistakes, String... known) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            mistakes.add(new Mistake(node.place(), path + ": " + node.kind() + " (expected: a mapping)"));
            return new Fields(path, node.place(), null, mistakes);
        }
        List<String> keys = List.of(known);
        mapping.pairs().forEach((key, pair) -> {
            if (!keys.contains(key)) {
                mistakes.add(new Mistake(
                        pair.place(),
                        "key " + key + " in " + path + " (expected: " + Suggestion.among(key, keys) + ")"));
            }
        });
        return new Fields(path, mapping.place(), mapping, mistakes);
    }

    private String path(String key) {
        return path.equals(ROOT) ? key : path + "." + key;
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    /// False if there are no fields because the node was no mapping.
    boolean readable() {
        return mapping != null;
    }

    boolean has(String key) {
        return find(key).isPresent();
    }

    Optional<YamlNode> find(String key) {
        return mapping == null ? Optional.empty() : mapping.find(key);
    }

    void wrong(String key, String message) {
        mistakes.add(new Mistake(find(key).map(YamlNode::place).orElse(place), message));
    }

    void wrongHere(String message) {
        mistakes.add(new Mistake(place, path + ": " + message));
    }

    /// A value that must be there.
    Optional<YamlNode> require(String key, String expected) {
        Optional<YamlNode> found = find(key);
        if (found.isEmpty() && mapping != null) {
            mistakes.add(new Mistake(place, path + ": no " + key + " (expected: " + expected + ")"));
        }
        return found;
    }

    Optional<String> text(String key) {
        return find(key).flatMap(node -> scalar(key, node, "a text"));
    }

    String requireText(String key, String expected) {
        return require(key, expected).flatMap(node -> scalar(key, node, expected)).orElse("");
    }

    String requireId(String key) {
        String text = requireText(key, ID_FORM);
        if (!text.isEmpty() && !ID.matcher(text).matches()) {
            wrong(key, path(key) + ": " + text + " (expected: " + ID_FORM + ")");
        }
        return text;
    }

    <T> Optional<T> value(String key, String expected, Function<String, Optional<T>> read) {
        return find(key).flatMap(node -> scalar(key, node, expected)).flatMap(text -> {
            Optional<T> value = read.apply(text);
            if (value.isEmpty()) {
                wrong(key, path(key) + ": " + text + " (expected: " + expected + ")");
            }
            return value;
        });
    }

    Optional<Duration> duration(String key) {
        return value(key, Quantity.DURATION, Quantity::duration);
    }

    Duration duration(String key, Duration otherwise) {
        return duration(key).orElse(otherwise);
    }

    Duration requireDuration(String key, Duration fallback) {
        return require(key, Quantity.DURATION).isEmpty() ? fallback : duration(key).orElse(fallback);
    }

    OptionalInt number(String key, int least, int most) {
        Optional<Integer> value = value(key, "a whole number from " + least + " to " + most, text -> {
            try {
                return Optional.of(Integer.parseInt(text)).filter(n -> n >= least && n <= most);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
        return value.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    int number(String key, int least, int most, int otherwise) {
        return number(key, least, most).orElse(otherwise);
    }

    <T> Optional<T> choice(String key, List<T> known, Function<T, String> name) {
        return find(key).flatMap(node -> scalar(key, node, "a name")).flatMap(text -> {
            Optional<T> chosen = known.stream().filter(one -> name.apply(one).equals(text)).findFirst();
            if (chosen.isEmpty()) {
                wrong(key, path(key) + ": " + text + " (expected: "
                        + Suggestion.among(text, known.stream().map(name).toList()) + ")");
            }
            return chosen;
        });
    }

    Fields fields(String key, String... known) {
        return find(key)
                .map(node -> of(path(key), node, mistakes, known))
                .orElse(new Fields(path(key), place, null, mistakes));
    }

    /// The items of a list; none if it is not there.
    <T> List<T> list(String key, ItemReader<T> read) {
        List<T> items = new ArrayList<>();
        find(key).ifPresent(node -> {
            if (!(node instanceof YamlNode.Sequence(Place at, List<YamlNode> nodes))) {
                wrong(key, path(key) + ": " + node.kind() + " (expected: a list)");
                return;
            }
            for (int i = 0; i < nodes.size(); i++) {
                read.read(path(key) + "[" + i + "]", nodes.get(i)).ifPresent(items::add);
            }
        });
        return items;
    }

    List<String> texts(String key) {
        return list(key, (at, node) -> scalar(key, node, "a text"));
    }

    /// One text, or a list of them.
    List<String> textOrTexts(String key) {
        return find(key).filter(node -> node instanceof YamlNode.Sequence).isPresent()
                ? texts(key)
                : text(key).stream().toList();
    }

    private Optional<String> scalar(String key, YamlNode node, String expected) {
        if (node instanceof YamlNode.Scalar(Place at, String text) && !text.isBlank()) {
            return Optional.of(text);
        }
        mistakes.add(new Mistake(
                node.place(), path(key) + ": " + node.kind() + " (expected: " + expected + ")"));
        return Optional.empty();
    }

    /// Reads an item of a list, or finds it wrong.
    @FunctionalInterface
    interface ItemReader<T> {
        Optional<T> read(String path, YamlNode node);
    }
}
