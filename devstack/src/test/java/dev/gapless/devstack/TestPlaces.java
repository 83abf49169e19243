package dev.gapless.devstack;

import java.nio.file.Path;

/// Where tests keep what outlives them: the same cache of binaries as the product.
public final class TestPlaces {
    private TestPlaces() {}

    public static Path cache() {
        return Places.of(System.getenv(), Path.of(System.getProperty("user.home"))).cache();
    }
}
