package dev.gapless.devstack.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.devstack.process.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Ports ports = new Ports(new Random());

    @TempDir
    private Path directory;

    @Test
    void keepsRecordsOverARestartInThisJvm() throws Exception {
        var options = new KafkaOptions(directory.resolve("kafka"), ports.free(), ports.free());
        try (EmbeddedKafka broker = EmbeddedKafka.start(options)) {
            createTopic(broker.bootstrap());
            send(broker.bootstrap(), "one");
        }
        try (EmbeddedKafka broker = EmbeddedKafka.start(options)) {
            send(broker.bootstrap(), "two");
            assertEquals(List.of("one", "two"), read(broker.bootstrap(), 2));
        }
    }

    @Test
    void comesBackOnTheSamePortsWhenKilled() throws Exception {
        var options = new KafkaOptions(directory.resolve("kafka"), ports.free(), ports.free());
        try (BrokerProcess broker = BrokerProcess.start(options, directory.resolve("kafka.log"))) {
            createTopic(broker.bootstrap());
            send(broker.bootstrap(), "one");

            broker.kill();
            assertFalse(broker.alive());
            broker.start();

            send(broker.bootstrap(), "two");
            assertEquals(List.of("one", "two"), read(broker.bootstrap(), 2));

            broker.stop();
            broker.start();
            assertEquals(List.of("one", "two"), read(broker.bootstrap(), 2));
        }
    }

    private static void createTopic(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
        }
    }

    private static void send(String bootstrap, String value) throws Exception {
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("delivery.timeout.ms", "60000");
        properties.put("request.timeout.ms", "10000");
        properties.put("linger.ms", "0");
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(PARTITION.topic(), value)).get();
        }
    }

    private static List<String> read(String bootstrap, int count) {
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            List<String> values = new ArrayList<>();
            long end = System.nanoTime() + DEADLINE.toNanos();
            while (values.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(read -> values.add(read.value()));
            }
            assertTrue(values.size() <= count, values::toString);
            return values;
        }
    }
}
