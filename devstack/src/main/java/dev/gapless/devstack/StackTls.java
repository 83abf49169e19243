package dev.gapless.devstack;

import dev.gapless.protocol.tls.OwnAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Certificates of a stack: one for all its roles, of an authority that is made anew at each start and whose key is never written down.
///
/// @param authority PEM, for whoever is to believe the roles
/// @param certificate PEM
/// @param key PEM, readable by the owner only
record StackTls(Path authority, Path certificate, Path key) {
    /// Longer than anybody leaves a stack running.
    private static final Duration LIFE = Duration.ofDays(365);
    /// Clocks of other programs on this machine may look a little earlier.
    private static final Duration EARLIER = Duration.ofMinutes(5);

    private static final List<String> NAMES = List.of("127.0.0.1", "localhost");

    /// @param directory for the files; what is there is replaced
    static StackTls issue(Path directory, Instant now, RandomGenerator random) {
        StackTls files = new StackTls(
                directory.resolve("authority.pem"), directory.resolve("stack.pem"), directory.resolve("stack.key"));
        Instant from = now.minus(EARLIER);
        OwnAuthority authority = new OwnAuthority("Gapless stack at " + directory, from, LIFE, random);
        OwnAuthority.Issued issued = authority.issue(NAMES, from, LIFE);
        StateFile.write(files.authority, authority.certificate());
        StateFile.write(files.certificate, issued.certificate());
        StateFile.write(files.key, issued.key());
        return files;
    }

    /// Settings of a port.
    ///
    /// @param prefix such as `server.tls`
    Map<String, String> port(String prefix) {
        return Map.of(prefix + "-certificate", certificate.toString(), prefix + "-key", key.toString());
    }
}
