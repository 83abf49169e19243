package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.devstack.process.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolePortsTest {
    private final Random random = new Random(7);
    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void comesBackWhereItWas() {
        RolePorts first = choose(options().withPorts(0, 0).withGateways(3, Placement.PROCESS), Map.of());

        assertEquals(first, choose(options().withGateways(3, Placement.PROCESS), first.byPart()));
        assertEquals(first.gateways().subList(0, 1), choose(options(), first.byPart()).gateways());
        assertEquals(List.of(), told);
    }

    @Test
    void takesPortsNextToEachOtherWithoutTheControlPlanes() {
        int base = new Ports(random).free();

        RolePorts chosen = choose(
                options().withPorts(base, base + 1).withGateways(2, Placement.PROCESS), Map.of());

        assertEquals(new RolePorts(List.of(base, base + 2), base + 1), chosen);
    }

    @Test
    void saysWhenAnotherProgramTookThePortOfTheLastStart() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();
            try {
                RolePorts chosen = choose(options(), Map.of("gateway-1", taken));
                assertEquals(DevStackOptions.DEFAULT_HTTP_PORT, chosen.gateways().getFirst());
            } catch (DevStackException e) {
                // Somebody works on this machine, and the default port is theirs: then as at a first start.
                assertTrue(e.getMessage().contains("--port"), e.getMessage());
            }
            assertTrue(told.getFirst().contains("port " + taken), told::toString);
        }
    }

    @Test
    void insistsOnAPortThatWasAskedFor() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();
            DevStackException refused = assertThrows(
                    DevStackException.class,
                    () -> choose(options().withPorts(taken, 0), Map.of("gateway-1", taken + 1)));
            assertEquals(Problem.PORT_IN_USE, refused.problem());
        }
    }

    @Test
    void takesFreePortsWhenAskedTo() {
        RolePorts last = choose(options().withPorts(0, 0), Map.of());

        RolePorts next = choose(options().withPorts(0, 0), last.byPart());

        assertNotEquals(last.gateways(), next.gateways());
        assertNotEquals(last.control(), next.control());
    }

    private DevStackOptions options() {
        return DevStackOptions.in(directory, directory).withProgress(told::add);
    }

    private RolePorts choose(DevStackOptions options, Map<String, Integer> last) {
        return RolePorts.choose(options, last, new Ports(random));
    }
}
