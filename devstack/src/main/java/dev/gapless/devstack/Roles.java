package dev.gapless.devstack;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.protocol.config.Settings;

/// The roles of other modules, as this one starts them.
final class Roles {
    /// The main class of a gateway process.
    static final String GATEWAY_MAIN = "dev.gapless.server.ServerMain";

    private Roles() {}

    /// A role that runs in this JVM.
    ///
    /// @param port where it listens
    /// @param closing stops it
    record Running(int port, AutoCloseable closing) {}

    static Running gateway(Settings settings) {
        throw new DevStackException(Problem.ROLE_FAILED, "gateway: not in this build " + settings.asMap().keySet());
    }

    static Running control(Settings settings) {
        throw new DevStackException(Problem.ROLE_FAILED, "control plane: not in this build " + settings.asMap().keySet());
    }
}
