package dev.gapless.devstack.kafka;

import java.nio.file.Path;
import java.util.List;

/// How the broker is to run.
///
/// @param directory for its log segments; made if it is not there
/// @param port of the broker on 127.0.0.1
/// @param controllerPort of the controller on 127.0.0.1
/// @param doors more ways in
public record KafkaOptions(Path directory, int port, int controllerPort, List<BrokerDoor> doors) {
    public KafkaOptions {
        doors = List.copyOf(doors);
        if (port < 1 || port > 65_535 || controllerPort < 1 || controllerPort > 65_535 || port == controllerPort) {
            throw new IllegalArgumentException(
                    "ports: " + port + ", " + controllerPort + " (expected: two of 1 to 65535)");
        }
    }

    /// A broker with one way in.
    public KafkaOptions(Path directory, int port, int controllerPort) {
        this(directory, port, controllerPort, List.of());
    }

    /// What clients are given.
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }
}
