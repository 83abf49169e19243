package dev.gapless.protocol.tls;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a role's certificate and key are. A port whose role has none speaks plain HTTP.
///
/// @param setting prefix of the settings that named them, such as `server.tls`
/// @param certificate PEM with the role's certificate first and then its chain, or PKCS #12 (`.p12`, `.pfx`) with the key too
/// @param key PEM with the key, PKCS #8; empty with PKCS #12
/// @param passwordFile holds the password of the key, if it has one
public record TlsFiles(String setting, Path certificate, Optional<Path> key, Optional<Path> passwordFile) {
    /// The settings of one port.
    ///
    /// @param certificate see [TlsFiles#certificate]
    /// @param key see [TlsFiles#key]
    /// @param passwordFile see [TlsFiles#passwordFile]
    public record Keys(ConfigKey<String> certificate, ConfigKey<String> key, ConfigKey<String> passwordFile) {
        /// @param prefix such as `server.tls`
        /// @param port what the port is called, such as `the data plane`
        public static Keys of(String prefix, String port) {
            return new Keys(
                    ConfigKey.text(
                            prefix + "-certificate",
                            "",
                            "Makes the port of " + port
                                    + " TLS: PEM file with the certificate and its chain, or PKCS #12"
                                    + " (.p12, .pfx); read again when it changes"),
                    ConfigKey.text(
                            prefix + "-key", "", "PEM file with the certificate's key (PKCS #8); none with PKCS #12"),
                    ConfigKey.text(prefix + "-password-file", "", "File with the password of the key, if it has one"));
        }

        public List<ConfigKey<?>> all() {
            return List.of(certificate, key, passwordFile);
        }

        /// The files that the settings name; empty if there is no certificate.
        ///
        /// @throws IllegalArgumentException if a key is missing, or is there without a certificate
        public Optional<TlsFiles> from(Settings settings) {
            Optional<Path> chain = path(settings, certificate);
            Optional<Path> secret = path(settings, key);
            if (chain.isEmpty()) {
                if (secret.isPresent()) {
                    throw new IllegalArgumentException(
                            certificate.name() + ": absent (expected: a file, since " + key.name() + " is "
                                    + secret.get() + ")");
                }
                return Optional.empty();
            }
            boolean keyStore = keyStore(chain.get());
            if (keyStore == secret.isPresent()) {
                throw new IllegalArgumentException(key.name() + (keyStore
                        ? ": " + secret.get() + " (expected: nothing, since " + chain.get() + " has the key)"
                        : ": absent (expected: a PEM file, since " + certificate.name() + " is " + chain.get() + ")"));
            }
            String prefix = certificate.name().substring(0, certificate.name().lastIndexOf('-'));
            return Optional.of(new TlsFiles(prefix, chain.get(), secret, path(settings, passwordFile)));
        }

        private static Optional<Path> path(Settings settings, ConfigKey<String> key) {
            return Optional.of(settings.get(key)).filter(text -> !text.isEmpty()).map(Path::of);
        }
    }

    /// True if certificate and key are one PKCS #12 file.
    boolean keyStore() {
        return keyStore(certificate);
    }

    private static boolean keyStore(Path file) {
        String name = file.toString();
        return name.endsWith(".p12") || name.endsWith(".pfx");
    }
}
