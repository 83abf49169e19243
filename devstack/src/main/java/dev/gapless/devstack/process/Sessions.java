package dev.gapless.devstack.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts a command into a session of its own, out of reach of the terminal's Ctrl-C.
final class Sessions {
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private Sessions() {}

    /// The same command behind `setsid`, which replaces itself by it, so the process id stays; or the command as it is, without `setsid`.
    static List<String> own(List<String> command) {
        List<String> wrapped = new ArrayList<>();
        SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent(setsid -> wrapped.add(setsid.toString()));
        wrapped.addAll(command);
        return wrapped;
    }
}
