package dev.gapless.cli.issuer;

import dev.gapless.cli.Surroundings;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.Optional;

/// The person's browser: `$BROWSER` if set, else `xdg-open` on a desktop. Whether it opens is not waited for, since the address is shown too.
public final class Browser {
    private Browser() {}

    /// Starts it.
    public static void open(Surroundings world, URI page) {
        Optional<String> desktop = world.variable("DISPLAY").or(() -> world.variable("WAYLAND_DISPLAY"));
        Optional<String> program = world.variable("BROWSER").or(() -> desktop.map(any -> "xdg-open"));
        program.ifPresent(command -> start(command, page));
    }

    private static void start(String command, URI page) {
        try {
            new ProcessBuilder(command, page.toString())
                    .redirectInput(Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // No such program: the person opens the address that is shown.
            return;
        }
    }
}
