package dev.gapless.schema.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsConfigTest {
    private static final Map<String, String> SMALLEST = Map.of(
            "shards.urls", "jdbc:mysql://127.0.0.1:1/s1, jdbc:mysql://127.0.0.1:1/s2",
            "shards.global-url", "jdbc:mysql://127.0.0.1:1/g",
            "shards.password", "secret");

    @Test
    void hasTwoPlainShardsByDefault() {
        ShardsConfig config = ShardsConfig.from(Settings.of(SMALLEST));
        assertEquals(ShardsConfig.Mode.PLAIN, config.mode());
        assertEquals("[-80, 80-]", config.names().toString());
        assertEquals("gapless", config.user());
        assertEquals(12, config.poolSize());
        assertEquals(Duration.ofSeconds(1), config.connectTimeout());
        assertEquals(Duration.ofSeconds(15), config.socketTimeout());
    }

    @Test
    void hidesThePassword() {
        assertFalse(ShardsConfig.from(Settings.of(SMALLEST)).toString().contains("secret"));
    }

    @Test
    void readsThePasswordFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "from-file\n");
        Settings settings = Settings.of(SMALLEST).with(Map.of("shards.password-file", file.toString()));
        assertEquals("from-file", ShardsConfig.from(settings).password());
    }

    @Test
    void readsTheFileOfDriverPropertiesAndHidesThem(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("driver"), "sslMode = VERIFY_CA\ntrustCertificateKeyStorePassword = hunter2\n");
        Settings settings = Settings.of(SMALLEST).with(Map.of("shards.driver-properties-file", file.toString()));
        ShardsConfig config = ShardsConfig.from(settings.allowOnly(ShardsConfig.keys()));
        assertEquals("VERIFY_CA", config.driver().get("sslMode"));
        assertFalse(config.toString().contains("hunter2"));
    }

    @Test
    void refusesShardsThatDoNotCoverAll() {
        for (String names : List.of("-80", "80-", "-80,90-", "-80,70-", "80-,-80", "-,-")) {
            Settings settings = Settings.of(SMALLEST).with(Map.of("shards.names", names));
            assertThrows(IllegalArgumentException.class, () -> ShardsConfig.from(settings), names);
        }
    }

    @Test
    void refusesAnotherNumberOfUrls() {
        Settings settings = Settings.of(SMALLEST).with(Map.of("shards.urls", "jdbc:mysql://h/s1"));
        assertThrows(IllegalArgumentException.class, () -> ShardsConfig.from(settings));
    }

    @Test
    void leavesWhatAUrlSaysItself() {
        ShardsConfig config = ShardsConfig.from(Settings.of(SMALLEST));
        String url = config.withDriverOptions("jdbc:mysql://h/s?sslMode=DISABLED&socketTimeout=7");
        assertTrue(url.contains("socketTimeout=7"), url);
        assertFalse(url.contains("socketTimeout=15000"), url);
        assertTrue(url.contains("&useServerPrepStmts=false"), url);
        assertFalse(url.contains("sessionVariables"), url);
    }

    @Test
    void routesWithoutAnyDatabase() {
        try (Shards shards = Shards.open(ShardsConfig.from(Settings.of(SMALLEST)))) {
            WorkspaceId workspace = new WorkspaceId(7301234567890123456L);
            assertEquals("80-", shards.forWorkspace(workspace).toString());
            assertEquals("[80-]", shards.touching(workspace).toString());
            assertEquals("80-",
                    shards.forChannel(new ChannelKey(workspace, new dev.gapless.protocol.id.ChannelId(1))).toString());
        }
    }

    @Test
    void refusesSoonWhenAShardIsDead() {
        Settings settings = Settings.of(SMALLEST).with(Map.of("shards.connect-timeout", "250ms"));
        try (Shards shards = Shards.open(ShardsConfig.from(settings))) {
            ShardException read = assertThrows(
                    ShardException.class,
                    () -> shards.all().getFirst().read("test", handle -> handle.execute("SELECT 1")));
            assertEquals(Failure.NOT_CONNECTED, read.failure());
            ShardException write = assertThrows(
                    ShardException.class,
                    () -> shards.all().getFirst().transact("test", handle -> handle.execute("SELECT 1")));
            assertEquals(ShardException.Outcome.NOT_DONE, write.outcome());
        }
    }
}
