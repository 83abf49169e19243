package dev.gapless.devstack.kafka;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.protocol.config.PortTakenException;
import java.nio.file.Path;
import java.util.Arrays;

/// A JVM that holds nothing but the broker. Arguments: directory, broker port, controller port, doors as `USER:PORT:ADVERTISED`. Exit codes:
/// 5 if a port is taken, 1 if it cannot start otherwise.
public final class BrokerMain {
    /// The line that says that the broker serves.
    static final String READY = "gapless-broker ready";

    private BrokerMain() {}

    public static void main(String[] args) {
        var options = new KafkaOptions(
                Path.of(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Arrays.stream(args).skip(3).map(BrokerDoor::parse).toList());
        EmbeddedKafka broker = start(options);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("broker-stop").unstarted(broker::close));
        System.out.println(READY);
    }

    // A failed start may leave threads of the broker; they must not keep the JVM.
    private static EmbeddedKafka start(KafkaOptions options) {
        try {
            return EmbeddedKafka.start(options);
        } catch (DevStackException e) {
            System.out.println(e.getMessage());
            System.exit(e.problem() == Problem.PORT_IN_USE ? PortTakenException.EXIT_CODE : 1);
            throw e;
        }
    }
}
