package dev.gapless.schema.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.schema.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections are as the file of driver properties wants them, whatever the URLs say, over TLS to a real server: encrypted if it asks for that,
/// and none at all to a server whose certificate nobody vouches for.
class DatabaseTlsIT {
    private static final String PASSWORD = "no-secret";

    @TempDir
    private Path directory;

    @Test
    void isEncryptedToAServerThatTheFileTrusts() throws Exception {
        assertEquals("", cipher(Map.of()));
        String trusted = Files.readString(TestDatabase.running().authority());
        assertNotEquals("", cipher(file(trusted)));
    }

    @Test
    void isNoneToAServerThatSomebodyElseVouchesFor() throws Exception {
        Instant from = Clock.systemUTC().instant().minus(Duration.ofHours(1));
        String foreign = new OwnAuthority("somebody else", from, Duration.ofDays(1), new Random(1)).certificate();
        assertThrows(ShardException.class, () -> cipher(file(foreign)));
    }

    /// What an operator would write, read as the roles read it.
    private Map<String, String> file(String authority) throws Exception {
        Path store = directory.resolve("trust.p12");
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("authority", CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII))));
        try (OutputStream out = Files.newOutputStream(store)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        Path file = directory.resolve("driver.properties");
        Files.writeString(file, """
                sslMode=VERIFY_IDENTITY
                trustCertificateKeyStoreType=PKCS12
                trustCertificateKeyStoreUrl=%s
                trustCertificateKeyStorePassword=%s
                """.formatted(store.toUri(), PASSWORD));
        return PropertiesFile.read(
                Settings.of(Map.of(PropertiesFile.SHARDS.name(), file.toString())), PropertiesFile.SHARDS);
    }

    /// How a connection is encrypted; empty if it is not.
    private static String cipher(Map<String, String> driver) {
        ShardsConfig plain = TestDatabase.newConfig();
        ShardsConfig config = new ShardsConfig(
                plain.mode(), plain.names(), plain.urls(), plain.globalUrl(), plain.user(), plain.password(), 1,
                Duration.ofSeconds(2), plain.socketTimeout(), driver,
                Optional.empty());
        try (Shards shards = Shards.open(config)) {
            return shards.global().read("test.cipher", handle -> handle.createQuery("SHOW STATUS LIKE 'Ssl_cipher'")
                    .map((row, context) -> row.getString(2))
                    .one());
        }
    }
}
