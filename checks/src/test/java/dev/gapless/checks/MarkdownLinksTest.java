package dev.gapless.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownLinksTest {
    @Test
    void readsLinksOutsideOfCode() {
        SourceFile file = new SourceFile("docs/a.md", """
                See [b](b.md), [the web](https://example.org) and `[no](link.md)`.
                ```
                [no](code.md)
                ```
                ![picture](../pictures/p.svg "title")
                """);
        assertEquals(List.of(new MarkdownLinks.Link(1, "b.md"), new MarkdownLinks.Link(5, "../pictures/p.svg")),
                MarkdownLinks.of(file).links());
    }

    @Test
    void namesTheLinksThatLeadNowhere(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("docs"));
        SourceFile a =
                new SourceFile("docs/a.md", "[x](../b.md#the-log-its-head) [y](../b.md#no) [z](c.md) [w](#me)\n# Me\n");
        SourceFile b = new SourceFile("b.md", "## The log, its `head`\n");
        Files.writeString(root.resolve(a.path()), a.text());
        Files.writeString(root.resolve(b.path()), b.text());

        assertEquals(List.of("docs/a.md:1: ../b.md#no (no such heading)", "docs/a.md:1: c.md (no such file)"),
                MarkdownLinks.of(a).dead(root, Map.of(a.path(), a, b.path(), b)));
    }

    @Test
    void numbersRepeatedHeadings() {
        assertEquals(Set.of("same", "same-1"), MarkdownLinks.anchorsOf(new SourceFile("a.md", "# Same\n\n# Same\n")));
    }
}
