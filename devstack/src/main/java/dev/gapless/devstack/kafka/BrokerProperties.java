package dev.gapless.devstack.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/// Settings of a broker that is alone: every replication factor is 1, its threads and buffers are few, and it comes back soon after a crash.
final class BrokerProperties {
    static final int NODE_ID = 1;

    private BrokerProperties() {}

    static Properties of(KafkaOptions options, Path directory) {
        String broker = "PLAINTEXT://" + options.bootstrap();
        String controller = "127.0.0.1:" + options.controllerPort();
        var listeners = new StringBuilder(broker + ",CONTROLLER://" + controller);
        var advertised = new StringBuilder(broker);
        var protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (BrokerDoor door : options.doors()) {
            listeners.append(',').append(door.listener()).append("://127.0.0.1:").append(door.port());
            advertised.append(',').append(door.listener()).append("://").append(door.bootstrap());
            protocols.append(',').append(door.listener()).append(":PLAINTEXT");
        }
        var properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("controller.quorum.voters", NODE_ID + "@" + controller),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", listeners.toString()),
                Map.entry("advertised.listeners", advertised.toString()),
                Map.entry("listener.security.protocol.map", protocols.toString()),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("auto.create.topics.enable", "false")));
        properties.putAll(Map.ofEntries(
                Map.entry("num.partitions", "1"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "2"),
                // A killed inbox that lost its directory leaves a transaction that nobody takes over; until it ends, restores wait.
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1")));
        properties.putAll(Map.ofEntries(
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("background.threads", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                Map.entry("log.index.size.max.bytes", "1048576"),
                Map.entry("log.segment.bytes", "67108864"),
                Map.entry("group.initial.rebalance.delay.ms", "0")));
        // A broker that was killed is fenced until its old session ends: short sessions make it come back in seconds.
        properties.putAll(Map.of(
                "controlled.shutdown.enable", "true",
                "broker.session.timeout.ms", "3000",
                "broker.heartbeat.interval.ms", "400"));
        return properties;
    }
}
