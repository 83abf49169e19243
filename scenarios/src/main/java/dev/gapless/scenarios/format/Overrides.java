package dev.gapless.scenarios.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Values given on the command line, as `path=value`: `load[0].online=600`, `fixtures.tenants[t-a].users[0].count=300`, `run.seed=7`. A path
/// begins in `spec`; an index is a number from 0 or the item's `id` or `group`. The value is YAML.
final class Overrides {
    private static final Pattern STEP = Pattern.compile("([A-Za-z_][A-Za-z0-9_-]*)((?:\\[[A-Za-z0-9-]+])*)");
    private static final Pattern INDEX = Pattern.compile("\\[([A-Za-z0-9-]+)]");

    private final List<Mistake> mistakes;

    Overrides(List<Mistake> mistakes) {
        this.mistakes = mistakes;
    }

    YamlNode apply(YamlNode root, List<String> settings) {
        YamlNode changed = root;
        for (String setting : settings) {
            changed = apply(changed, setting);
        }
        return changed;
    }

    private YamlNode apply(YamlNode root, String setting) {
        int equals = setting.indexOf('=');
        List<String> steps = equals < 1 ? List.of() : steps(setting.substring(0, equals));
        if (steps.isEmpty()) {
            mistakes.add(wrong(setting + " (expected: PATH=VALUE, such as load[0].online=600)"));
            return root;
        }
        List<Mistake> inValue = new ArrayList<>();
        Optional<YamlNode> value = YamlText.read(setting.substring(equals + 1), inValue);
        if (value.isEmpty() || !inValue.isEmpty()) {
            mistakes.add(wrong(setting + " (expected: a YAML value behind the equals sign)"));
            return root;
        }
        List<String> path = new ArrayList<>(List.of("spec"));
        path.addAll(steps);
        return replace(root, path, unplaced(value.get()), setting);
    }

    private List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        for (String part : path.split("\\.", -1)) {
            Matcher step = STEP.matcher(part);
            if (!step.matches()) {
                return List.of();
            }
            steps.add(step.group(1));
            INDEX.matcher(step.group(2)).results().forEach(index -> steps.add("[" + index.group(1)));
        }
        return List.copyOf(steps);
    }

    private YamlNode replace(YamlNode node, List<String> steps, YamlNode value, String setting) {
        if (steps.isEmpty()) {
            return value;
        }
        String step = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        if (step.startsWith("[") && node instanceof YamlNode.Sequence(Place place, List<YamlNode> items)) {
            int index = indexOf(items, step.substring(1));
            if (index >= 0) {
                List<YamlNode> changed = new ArrayList<>(items);
                changed.set(index, replace(items.get(index), rest, value, setting));
                return new YamlNode.Sequence(place, changed);
            }
        } else if (!step.startsWith("[") && node instanceof YamlNode.Mapping mapping) {
            Optional<YamlNode> inner = mapping.find(step);
            if (inner.isPresent() || rest.isEmpty()) {
                return mapping.with(step, rest.isEmpty() ? value : replace(inner.get(), rest, value, setting));
            }
        }
        mistakes.add(wrong(setting + ": nothing at " + (step.startsWith("[") ? step + "]" : step)
                + " (expected: a place that the file has)"));
        return node;
    }

    private static int indexOf(List<YamlNode> items, String index) {
        if (index.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(index);
            return number < items.size() ? number : -1;
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof YamlNode.Mapping mapping
                    && List.of("id", "group").stream()
                            .anyMatch(key -> mapping.find(key)
                                    .filter(found -> found instanceof YamlNode.Scalar(Place at, String text)
                                            && text.equals(index))
                                    .isPresent())) {
                return i;
            }
        }
        return -1;
    }

    private static YamlNode unplaced(YamlNode node) {
        return switch (node) {
            case YamlNode.Scalar(Place place, String text) -> new YamlNode.Scalar(Place.COMMAND_LINE, text);
            case YamlNode.Sequence(Place place, List<YamlNode> items) ->
                new YamlNode.Sequence(Place.COMMAND_LINE, items.stream().map(Overrides::unplaced).toList());
            case YamlNode.Mapping mapping -> {
                YamlNode.Mapping changed =
                        new YamlNode.Mapping(Place.COMMAND_LINE, new java.util.LinkedHashMap<>());
                for (var pair : mapping.pairs().entrySet()) {
                    changed = changed.with(pair.getKey(), unplaced(pair.getValue().value()));
                }
                yield changed;
            }
        };
    }

    private static Mistake wrong(String message) {
        return new Mistake(Place.COMMAND_LINE, message);
    }
}
