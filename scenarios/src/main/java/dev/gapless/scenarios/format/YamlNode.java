package dev.gapless.scenarios.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A piece of YAML that knows where it stands.
sealed interface YamlNode {
    Place place();

    /// What it is, for messages.
    String kind();

    /// Keys and values, in order; keys are unique.
    record Mapping(Place place, SequencedMap<String, Pair> pairs) implements YamlNode {
        Optional<YamlNode> find(String key) {
            return Optional.ofNullable(pairs.get(key)).map(Pair::value);
        }

        Mapping with(String key, YamlNode value) {
            SequencedMap<String, Pair> changed = new LinkedHashMap<>(pairs);
            Place where = Optional.ofNullable(pairs.get(key)).map(Pair::place).orElse(value.place());
            changed.put(key, new Pair(where, value));
            return new Mapping(place, changed);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /// A key's place and its value.
    record Pair(Place place, YamlNode value) {}

    /// Items in order.
    record Sequence(Place place, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /// A text, number or truth value, as written.
    record Scalar(Place place, String text) implements YamlNode {
        @Override
        public String kind() {
            return text.isEmpty() ? "nothing" : text;
        }
    }

    /// As plain maps, lists and texts: numbers and truth values become what YAML's core schema says.
    static Object plain(YamlNode node) {
        return switch (node) {
            case Mapping(Place place, SequencedMap<String, Pair> pairs) -> {
                Map<String, Object> map = new LinkedHashMap<>();
                pairs.forEach((key, pair) -> map.put(key, plain(pair.value())));
                yield map;
            }
            case Sequence(Place place, List<YamlNode> items) ->
                items.stream().map(YamlNode::plain).toList();
            case Scalar(Place place, String text) -> {
                if (text.matches("-?[0-9]{1,18}")) {
                    yield Long.valueOf(text);
                }
                if (text.matches("-?[0-9]+\\.[0-9]+")) {
                    yield Double.valueOf(text);
                }
                yield text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
            }
        };
    }
}
