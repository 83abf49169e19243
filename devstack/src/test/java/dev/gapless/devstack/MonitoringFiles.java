package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The queries of docs/operating/monitoring, compared with what roles show: every metric is there, and has every label that it is asked
/// for.
final class MonitoringFiles {
    private static final Path FOLDER = Path.of("..", "docs", "operating", "monitoring");
    /// What Prometheus itself adds.
    private static final Set<String> ADDED_METRICS = Set.of("up");
    private static final Set<String> ADDED_LABELS = Set.of("job", "instance", "le");
    private static final Set<String> WORDS =
            Set.of("by", "without", "on", "ignoring", "group_left", "and", "or", "unless", "bool", "offset");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]\\w*)\\s*\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]\\w*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern METRIC = Pattern.compile("(?<![\\w$.])([a-z_]\\w*)(?!\\w*\\s*\\()");

    private MonitoringFiles() {}

    /// @param roles base addresses of health and metrics, one of each kind of role
    static void assertShown(List<URI> roles) throws Exception {
        Map<String, Set<String>> shown = new HashMap<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (URI role : roles) {
                HttpRequest request =
                        HttpRequest.newBuilder(role.resolve("/metrics")).timeout(Duration.ofSeconds(60)).build();
                read(http.send(request, BodyHandlers.ofString()).body(), shown);
            }
        }
        List<String> queries = new ArrayList<>();
        for (String file : List.of("alerts.yaml", "dashboard.json")) {
            int before = queries.size();
            collect(new Load(LoadSettings.builder().build()).loadFromString(
                    Files.readString(FOLDER.resolve(file))), queries);
            assertTrue(queries.size() > before + 10, file);
        }
        List<String> wrong = queries.stream().flatMap(query -> wrong(query, shown)).distinct().toList();
        assertEquals(List.of(), wrong);
    }

    /// Names of metrics with those of their labels, from OpenMetrics text.
    private static void read(String page, Map<String, Set<String>> shown) throws IOException {
        if (!page.endsWith("# EOF\n")) {
            throw new IOException("metrics: not whole (expected: # EOF at the end)");
        }
        page.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher name = Pattern.compile("^(\\w+)(?:\\{(.*)})? ").matcher(line);
            if (name.find()) {
                Set<String> labels = shown.computeIfAbsent(name.group(1), metric -> new TreeSet<>());
                if (name.group(2) != null) {
                    Matcher label = Pattern.compile("(\\w+)=\"").matcher(name.group(2));
                    while (label.find()) {
                        labels.add(label.group(1));
                    }
                }
            }
        });
    }

    private static void collect(Object node, List<String> queries) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("expr")) {
                    queries.add(value.toString());
                } else {
                    collect(value, queries);
                }
            });
        } else if (node instanceof Collection<?> list) {
            list.forEach(value -> collect(value, queries));
        }
    }

    private static Stream<String> wrong(String query, Map<String, Set<String>> shown) {
        String rest = query.replaceAll("\"[^\"]*\"", "\"\"").replaceAll("\\[[^\\]]*]", "");
        Set<String> grouped = new TreeSet<>();
        Matcher grouping = GROUPING.matcher(rest);
        while (grouping.find()) {
            Stream.of(grouping.group(1).split(",")).map(String::strip).forEach(grouped::add);
        }
        rest = grouping.replaceAll(" ");
        Map<String, Set<String>> asked = new HashMap<>();
        Matcher selector = SELECTOR.matcher(rest);
        while (selector.find()) {
            Set<String> labels = asked.computeIfAbsent(selector.group(1), metric -> new TreeSet<>());
            Matcher label = LABEL.matcher(selector.group(2));
            while (label.find()) {
                labels.add(label.group(1));
            }
        }
        Matcher metric = METRIC.matcher(rest.replaceAll("\\{[^}]*}", ""));
        while (metric.find()) {
            if (!WORDS.contains(metric.group(1))) {
                asked.computeIfAbsent(metric.group(1), name -> new TreeSet<>());
            }
        }
        return asked.entrySet().stream().flatMap(each -> {
            if (ADDED_METRICS.contains(each.getKey())) {
                return Stream.<String>empty();
            }
            if (!shown.containsKey(each.getKey())) {
                return Stream.of(each.getKey() + ": no role shows it, in " + query);
            }
            return Stream.concat(each.getValue().stream(), grouped.stream())
                    .filter(label -> !ADDED_LABELS.contains(label))
                    .filter(label -> !shown.getOrDefault(each.getKey(), Set.of()).contains(label))
                    .map(label -> each.getKey() + ": has no label " + label + ", in " + query);
        }).collect(Collectors.toList()).stream();
    }
}
