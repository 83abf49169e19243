package dev.gapless.devstack.process;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Chooses TCP ports on loopback for servers that come back on the same port after a crash.
///
/// They lie below the range from which Linux takes the local ports of outgoing connections (from 32768). A port in that range may be
/// taken by any client while its server is down; worse, a client that retries can connect to itself there.
///
/// Not safe for use by several threads.
public final class Ports {
    private static final int LOWEST = 17_000;
    private static final int BEYOND = 32_000;
    private static final int TRIES = 200;

    private final RandomGenerator random;
    private final Set<Integer> given = new HashSet<>();

    public Ports(RandomGenerator random) {
        this.random = random;
    }

    /// A port that is free now and was not given before by this object.
    public int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = random.nextInt(LOWEST, BEYOND);
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return port;
            }
        }
        throw new DevStackException(
                Problem.PORT_IN_USE,
                "ports: none of " + TRIES + " tried between " + LOWEST + " and " + BEYOND + " is free on 127.0.0.1");
    }

    /// The port given, if it is still free, else another.
    public int freeOr(int preferred) {
        return preferred > 0 && take(preferred) ? preferred : free();
    }

    /// Takes a port out of what this object gives, if it is free and was not given before.
    public boolean take(int port) {
        return !given.contains(port) && isFree(port) && given.add(port);
    }

    /// Refuses with a message for people if somebody listens on the port.
    ///
    /// @param what who wants it, such as `gateway`
    /// @param remedy what a person can do, such as `choose another with --port`
    public static void requireFree(String what, int port, String remedy) {
        if (!isFree(port)) {
            throw new DevStackException(
                    Problem.PORT_IN_USE, what + ": port " + port + " on 127.0.0.1 is in use (" + remedy + ")");
        }
    }

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
