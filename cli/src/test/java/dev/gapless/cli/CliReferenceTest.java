package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/reference/cli.md is what the commands are today. `-Dgapless.docs.write=true` writes it anew.
class CliReferenceTest {
    @TempDir
    Path home;

    @Test
    void isCurrent() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/reference")) && root.getParent() != null) {
            root = root.getParent();
        }
        Path page = root.resolve("docs/reference/cli.md");
        String expected = CliReference.text(home);
        if (Boolean.getBoolean("gapless.docs.write")) {
            Files.writeString(page, expected);
        }
        assertEquals(
                expected,
                Files.exists(page) ? Files.readString(page) : "",
                "docs/reference/cli.md is stale: run this test with -Dgapless.docs.write=true");
    }
}
