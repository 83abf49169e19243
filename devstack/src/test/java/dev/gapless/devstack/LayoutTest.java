package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.DevStackOptions.DatabaseProcesses;
import dev.gapless.devstack.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
    private final Random random = new Random(7);

    @TempDir
    private Path directory;

    @Test
    void staysTheSameOverStarts() {
        Layout first = prepare(options());
        Layout second = prepare(options());

        assertEquals(first, second);
        assertEquals(List.of("-80", "80-"), first.shards());
    }

    @Test
    void keepsThePasswordFromOthers() throws IOException {
        prepare(options());

        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(directory.resolve("layout.json")));
    }

    @Test
    void refusesOtherShards() {
        prepare(options());

        DevStackException refused = assertThrows(
                DevStackException.class, () -> prepare(options().withShards(4, DatabaseProcesses.SHARED)));

        assertEquals(Problem.DATA_DIRECTORY_MISMATCH, refused.problem());
        assertTrue(refused.getMessage().contains("--shards 2 --db-processes shared"), refused.getMessage());
    }

    @Test
    void isTheDefaultOfTheNextStart() {
        prepare(options().withShards(3, DatabaseProcesses.PER_SHARD));

        assertEquals(3, options().shards());
        assertEquals(DatabaseProcesses.PER_SHARD, options().databaseProcesses());
    }

    @Test
    void givesEachServerAPortOfItsOwn() {
        Layout layout = prepare(options().withShards(2, DatabaseProcesses.PER_SHARD));

        assertEquals(List.of("-80", "80-", "global"), List.copyOf(layout.servers().keySet()));
        assertEquals(7, layout.ports().values().stream().distinct().count());
        assertNotEquals(layout.port(Layout.BROKER), layout.port(Layout.CONTROLLER));
    }

    private DevStackOptions options() {
        return DevStackOptions.in(directory, directory);
    }

    private Layout prepare(DevStackOptions options) {
        return Layout.prepare(options, random, new Ports(random), new RolePorts(List.of(7_400), 7_401));
    }
}
