package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void liveInTheHomeDirectoryByDefault() {
        Places places = Places.of(Map.of(), HOME);

        assertEquals(Path.of("/home/ada/.local/state/gapless/data"), places.state());
        assertEquals(Path.of("/home/ada/.cache/gapless"), places.cache());
    }

    @Test
    void followTheEnvironment() {
        Places places = Places.of(Map.of("XDG_STATE_HOME", "/s", "XDG_CACHE_HOME", "/c"), HOME);

        assertEquals(new Places(Path.of("/s/gapless/data"), Path.of("/c/gapless")), places);
    }

    @Test
    void ignoreRelativeAndEmptyValues() {
        assertEquals(Places.of(Map.of(), HOME), Places.of(Map.of("XDG_STATE_HOME", "s", "XDG_CACHE_HOME", ""), HOME));
    }
}
