package dev.gapless.protocol.config;

import java.io.Serial;

/// A role cannot listen where its settings say, since another program does.
///
/// The message names the setting, the address and what was expected. Every role ends with [#EXIT_CODE] then, so that a supervisor
/// tells it from a database that is away.
public final class PortTakenException extends RuntimeException {
    /// What a process ends with that cannot have its port: the number of "something is in the way" of the command line.
    public static final int EXIT_CODE = 5;

    @Serial
    private static final long serialVersionUID = 1L;

    /// @param setting such as `server.port`
    public PortTakenException(String setting, String host, int port) {
        super(setting + ": " + host + ":" + port + " (expected: a free port)");
    }
}
