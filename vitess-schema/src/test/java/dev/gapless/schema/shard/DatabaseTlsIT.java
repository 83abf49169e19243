package dev.gapless.schema.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.schema.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Connections are as the file of driver properties wants them, whatever the URLs say: the test server speaks no TLS, so one who asks for
/// it gets no connection, instead of one in plain text.
class DatabaseTlsIT {
    @Test
    void isNotInPlainTextWhenTheFileAsksForTls() {
        assertEquals(1, one(Map.of()));
        assertThrows(ShardException.class, () -> one(Map.of("sslMode", "REQUIRED")));
    }

    private static int one(Map<String, String> driver) {
        ShardsConfig plain = TestDatabase.newConfig();
        ShardsConfig config = new ShardsConfig(
                plain.mode(), plain.names(), plain.urls(), plain.globalUrl(), plain.user(), plain.password(), 1,
                Duration.ofMillis(500), plain.socketTimeout(), driver);
        try (Shards shards = Shards.open(config)) {
            return shards.global().read(
                    "test.one", handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());
        }
    }
}
