package dev.gapless.devstack;

import dev.gapless.control.ControlMain;
import dev.gapless.control.ControlServer;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.fanout.FanoutMain;
import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.config.Settings;
import dev.gapless.server.GatewayServer;
import dev.gapless.server.ServerMain;
import java.util.function.Function;

/// The roles of other modules, as this one starts them.
final class Roles {
    /// The main class of a gateway process.
    static final Class<?> GATEWAY_MAIN = ServerMain.class;
    /// The main class of a process with fan-out and inbox.
    static final Class<?> FANOUT_MAIN = FanoutMain.class;
    /// The control plane.
    static final Class<?> CONTROL_MAIN = ControlMain.class;

    private Roles() {}

    /// A role that runs in this JVM.
    ///
    /// @param port where it listens
    /// @param closing stops it
    record Running(int port, AutoCloseable closing) {}

    static Running gateway(Settings settings) {
        GatewayServer server = started("gateway", settings, GatewayServer::start);
        return new Running(server.port(), server);
    }

    static Running control(Settings settings) {
        ControlServer server = started("control plane", settings, ControlServer::start);
        return new Running(server.port(), server);
    }

    private static <T> T started(String name, Settings settings, Function<Settings, T> start) {
        try {
            return start.apply(settings);
        } catch (PortTakenException e) {
            throw new DevStackException(Problem.PORT_IN_USE, name + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new DevStackException(Problem.ROLE_FAILED, name + ": did not start: " + e.getMessage(), e);
        }
    }
}
