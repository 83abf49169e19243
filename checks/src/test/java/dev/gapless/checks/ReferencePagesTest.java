package dev.gapless.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The generated pages of docs/reference are what the code says today. `-Dgapless.docs.write=true` writes them anew.
class ReferencePagesTest {
    private static final Map<String, Supplier<String>> PAGES =
            Map.of("docs/reference/errors.md", ErrorsPage::text, "docs/reference/config.md", ConfigPage::text,
                    "docs/reference/scenarios.md", ScenariosPage::text);

    static Stream<String> pages() {
        return PAGES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isCurrent(String page) throws IOException {
        Path file = SourceTree.read().root().resolve(page);
        String expected = Objects.requireNonNull(PAGES.get(page), page).get();
        if (Boolean.getBoolean("gapless.docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        String actual = Files.exists(file) ? Files.readString(file) : "";
        assertEquals(expected, actual,
                () -> page + " is stale: run the tests of checks with -Dgapless.docs.write=true");
    }
}
