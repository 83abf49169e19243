package dev.gapless.protocol.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Settings of a library, in a file of their own: those that it knows and the roles do not, such as for TLS and sign-in. Passwords stand
/// in it, so it is for the role's user alone, and its values are in no message.
public final class PropertiesFile {
    /// For every Kafka client of a role.
    public static final ConfigKey<String> KAFKA = ConfigKey.text(
            "kafka.client-properties-file",
            "",
            "File with properties for every Kafka client, such as `security.protocol=SSL` and `ssl.truststore.location`; what"
                    + " the role itself sets wins");
    /// For every connection to a database.
    public static final ConfigKey<String> SHARDS = ConfigKey.text(
            "shards.driver-properties-file",
            "",
            "File with properties of MySQL Connector/J for every database, such as `sslMode=VERIFY_IDENTITY` and"
                    + " `trustCertificateKeyStoreUrl`; it wins over the URLs");

    private PropertiesFile() {}

    /// What the file says that a setting names; nothing if it names none.
    ///
    /// @throws IllegalArgumentException if the file cannot be read, naming the setting
    public static Map<String, String> read(Settings settings, ConfigKey<String> key) {
        String file = settings.get(key);
        if (file.isEmpty()) {
            return Map.of();
        }
        try {
            return Settings.parse(Files.readString(Path.of(file))).asMap();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(key.name() + ": " + file + " (expected: a readable properties file)", e);
        }
    }
}
