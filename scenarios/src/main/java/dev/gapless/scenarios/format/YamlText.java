package dev.gapless.scenarios.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads YAML 1.2 into [YamlNode]s.
final class YamlText {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_CODE_POINTS = 1 << 20;

    private final List<Mistake> mistakes;

    private YamlText(List<Mistake> mistakes) {
        this.mistakes = mistakes;
    }

    /// Reads one document.
    ///
    /// @param mistakes gets what is wrong
    /// @return empty if there is no document that could be looked at further
    static Optional<YamlNode> read(String text, List<Mistake> mistakes) {
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setCodePointLimit(MAX_CODE_POINTS)
                .setLabel("scenario")
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                mistakes.add(new Mistake(new Place(1, 1), "nothing (expected: a scenario)"));
                return Optional.empty();
            }
            return Optional.of(new YamlText(mistakes).convert(root.get(), 0));
        } catch (MarkedYamlEngineException e) {
            String problem = String.valueOf(e.getProblem());
            mistakes.add(new Mistake(place(e.getProblemMark()), "not YAML: " + problem));
        } catch (YamlEngineException e) {
            mistakes.add(new Mistake(new Place(1, 1), "not YAML: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private YamlNode convert(Node node, int depth) {
        Place place = place(node.getStartMark());
        if (depth > MAX_DEPTH || node.isRecursive()) {
            mistakes.add(new Mistake(place, "nested too deeply (expected: at most " + MAX_DEPTH + " levels)"));
            return new YamlNode.Scalar(place, "");
        }
        return switch (node) {
            case MappingNode mapping -> mapping(place, mapping, depth);
            case SequenceNode sequence -> {
                List<YamlNode> items = new ArrayList<>();
                sequence.getValue().forEach(item -> items.add(convert(item, depth + 1)));
                yield new YamlNode.Sequence(place, items);
            }
            case ScalarNode scalar -> new YamlNode.Scalar(place, scalar.getValue());
            default -> throw new IllegalStateException("node: " + node.getNodeType());
        };
    }

    private YamlNode mapping(Place place, MappingNode mapping, int depth) {
        SequencedMap<String, YamlNode.Pair> pairs = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place at = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                mistakes.add(new Mistake(at, "a key that is no text (expected: a name)"));
                continue;
            }
            YamlNode.Pair pair = new YamlNode.Pair(at, convert(tuple.getValueNode(), depth + 1));
            if (pairs.putIfAbsent(key.getValue(), pair) != null) {
                mistakes.add(new Mistake(at, key.getValue() + ": given twice (expected: once)"));
            }
        }
        return new YamlNode.Mapping(place, pairs);
    }

    private static Place place(Optional<Mark> mark) {
        return mark.map(found -> new Place(found.getLine() + 1, found.getColumn() + 1)).orElse(new Place(1, 1));
    }
}
