package dev.gapless.devstack.kafka;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.process.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Kafka broker and its controller in this JVM, on loopback.
///
/// Records survive `kill -9` of the JVM, since the operating system holds them; they need not survive a power cut, for every record here
/// is a hint about a log that does.
///
/// Start and close from one thread.
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);

    private final KafkaOptions options;
    private final KafkaRaftServer server;

    private EmbeddedKafka(KafkaOptions options, KafkaRaftServer server) {
        this.options = options;
        this.server = server;
    }

    /// Starts the broker and waits until it serves; formats the directory the first time.
    ///
    /// @throws DevStackException if a port is taken or the broker cannot start
    public static EmbeddedKafka start(KafkaOptions options) {
        return start(options, Map.of());
    }

    /// Starts a broker that is configured otherwise, for tests.
    ///
    /// @param more properties of the broker, which win
    static EmbeddedKafka start(KafkaOptions options, Map<String, String> more) {
        Ports.requireFree("kafka broker", options.port(), "end the program that uses it");
        Ports.requireFree("kafka controller", options.controllerPort(), "end the program that uses it");
        keepJvmAlive();
        try {
            Path directory = Files.createDirectories(options.directory()).toRealPath();
            format(directory);
            Properties properties = BrokerProperties.of(options, directory);
            properties.putAll(more);
            var server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
            return startUp(options, server);
        } catch (IOException e) {
            throw new DevStackException(Problem.DATA_DIRECTORY_UNUSABLE,
                    options.directory() + ": cannot keep the broker's log here: " + e, e);
        } catch (Exception e) {
            throw new DevStackException(Problem.BROKER_FAILED, "kafka: did not start: " + e, e);
        }
    }

    // What had started before a failure would keep the ports.
    private static EmbeddedKafka startUp(KafkaOptions options, KafkaRaftServer server) {
        try {
            server.startup();
            return new EmbeddedKafka(options, server);
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    public String bootstrap() {
        return options.bootstrap();
    }

    public KafkaOptions options() {
        return options;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(BrokerProperties.NODE_ID)
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(Optional.empty())
                .setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true)
                .run();
    }

    // A broker that meets a fatal fault, such as a full disk, halts its JVM. Here the gateway lives in it too and must go on
    // without the broker, so the fault ends only the thread that met it.
    private static void keepJvmAlive() {
        Exit.Procedure stay = (status, message) -> {
            log.error("the broker gave up status={} message={}", status, message);
            throw new IllegalStateException("broker fault: " + message);
        };
        Exit.setExitProcedure(stay);
        Exit.setHaltProcedure(stay);
    }
}
