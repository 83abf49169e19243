package dev.gapless.checks;

import dev.gapless.control.ControlConfig;
import dev.gapless.fanout.FanoutMain;
import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.server.ServerConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// docs/reference/config.md, made from the keys that the roles declare.
final class ConfigPage {
    private ConfigPage() {}

    static String text() {
        Map<String, ConfigKey<?>> keys = new TreeMap<>(Comparator.naturalOrder());
        Map<String, Set<String>> roles = new TreeMap<>();
        collect("server", ServerConfig.KEYS, keys, roles);
        collect("fanout", FanoutMain.KEYS, keys, roles);
        collect("control", ControlConfig.roleKeys(), keys, roles);
        StringBuilder page = new StringBuilder(
                """
                # Settings

                Made from the keys that the roles declare; do not edit by hand.

                Each role reads one UTF-8 properties file: `gapless server --config FILE`, `gapless fanout --config FILE`,
                `gapless control --config FILE`. A name that a role does not know fails its start. Durations are a number and `ms`, `s`, `m`, `h` or `d`.
                `gapless up` fills all of this in by itself.

                | setting | roles | default | meaning |
                |---|---|---|---|
                """);
        keys.forEach((name, key) -> page.append("| `%s` | %s | %s | %s |%n"
                .formatted(
                        name,
                        String.join(", ", new ArrayList<>(roles.getOrDefault(name, Set.of()))),
                        key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`",
                        key.doc())));
        return page.toString();
    }

    private static void collect(
            String role, List<ConfigKey<?>> declared, Map<String, ConfigKey<?>> keys, Map<String, Set<String>> roles) {
        for (ConfigKey<?> key : declared) {
            keys.putIfAbsent(key.name(), key);
            roles.computeIfAbsent(key.name(), name -> new LinkedHashSet<>()).add(role);
        }
    }
}
