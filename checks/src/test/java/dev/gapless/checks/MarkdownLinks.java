package dev.gapless.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The relative links of one Markdown file, outside of code.
///
/// @param file  the file they are in
/// @param links in the order of the text
record MarkdownLinks(SourceFile file, List<Link> links) {
    private static final Pattern LINK = Pattern.compile("\\]\\(\\s*<?([^()\\s>]+)>?[^()]*\\)");
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*\\s*");
    private static final Pattern ANCHOR = Pattern.compile("<a\\s+(?:id|name)=\"([^\"]+)\"");

    MarkdownLinks {
        links = List.copyOf(links);
    }

    /// @param line   from 1
    /// @param target a relative path with or without `#anchor`, or `#anchor` alone
    record Link(int line, String target) {}

    static MarkdownLinks of(SourceFile file) {
        List<Link> links = new ArrayList<>();
        List<String> lines = proseOf(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = LINK.matcher(lines.get(i).replaceAll("`[^`]*`", ""));
            while (matcher.find()) {
                if (!SCHEME.matcher(matcher.group(1)).matches()) {
                    links.add(new Link(i + 1, matcher.group(1)));
                }
            }
        }
        return new MarkdownLinks(file, links);
    }

    /// The links whose file or heading is not there.
    List<String> dead(Path root, Map<String, SourceFile> byPath) {
        List<String> dead = new ArrayList<>();
        for (Link link : links) {
            int hash = link.target().indexOf('#');
            String path = hash < 0 ? link.target() : link.target().substring(0, hash);
            Path target = path.isEmpty() ? Path.of(file.path()) : Path.of(file.folder()).resolve(path).normalize();
            if (!Files.exists(root.resolve(target))) {
                dead.add(file.path() + ":" + link.line() + ": " + link.target() + " (no such file)");
            } else if (hash >= 0 && !hasAnchor(byPath.get(target.toString()), link.target().substring(hash + 1))) {
                dead.add(file.path() + ":" + link.line() + ": " + link.target() + " (no such heading)");
            }
        }
        return dead;
    }

    private static boolean hasAnchor(@Nullable SourceFile target, String anchor) {
        return target == null || !target.path().endsWith(".md") || anchorsOf(target).contains(anchor);
    }

    /// Anchors as the common renderers make them: lower case, punctuation dropped, blanks to hyphens, repeats numbered.
    static Set<String> anchorsOf(SourceFile markdown) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : proseOf(markdown)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String slug = heading.group(1).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
                int before = seen.merge(slug, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? slug : slug + "-" + before);
            }
            Matcher anchor = ANCHOR.matcher(line);
            while (anchor.find()) {
                anchors.add(anchor.group(1));
            }
        }
        return anchors;
    }

    /// The lines, with those of fenced code emptied.
    private static List<String> proseOf(SourceFile markdown) {
        List<String> prose = new ArrayList<>();
        boolean inCode = false;
        for (String line : markdown.lines()) {
            boolean fence = line.strip().startsWith("```");
            prose.add(inCode || fence ? "" : line);
            inCode ^= fence;
        }
        return prose;
    }
}
