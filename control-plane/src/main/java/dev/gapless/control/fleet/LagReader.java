package dev.gapless.control.fleet;

import dev.gapless.protocol.api.BrokerLag;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads how far consumer groups are behind, through Kafka's admin client, and looks at the oldest record that waits in a partition to
/// know its age. One look at a time, at most one in [#FRESH]; connects with the first. Any thread; blocks for some
/// seconds at most.
final class LagReader implements AutoCloseable {
    /// An answer stands for so long; so a broker that is away is asked once in it, however many want to know.
    static final Duration FRESH = Duration.ofSeconds(1);
    static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final Logger log = LoggerFactory.getLogger(LagReader.class);
    private static final int GROUPS = 200;
    /// Partitions whose oldest record is looked at; of the others the age is not known.
    private static final int AGES = 64;

    private final String bootstrap;
    private final Map<String, String> client;
    private final Clock clock;
    private final LongSupplier nanoTime;
    // Guarded by this object's lock.
    private @Nullable Admin admin;
    private @Nullable BrokerLag last;
    private long lastNanos;

    /// @param client further properties of the Kafka clients, such as for TLS
    LagReader(String bootstrap, Map<String, String> client, Clock clock, LongSupplier nanoTime) {
        this.bootstrap = bootstrap;
        this.client = Map.copyOf(client);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    synchronized BrokerLag look() {
        BrokerLag known = last;
        if (known != null && nanoTime.getAsLong() - lastNanos < FRESH.toNanos()) {
            return known;
        }
        BrokerLag now;
        try {
            now = read(admin());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.warn("Broker tells nothing of its groups cause={}", e.toString());
            now = new BrokerLag(false, List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            now = new BrokerLag(false, List.of());
        }
        last = now;
        lastNanos = nanoTime.getAsLong();
        return now;
    }

    private BrokerLag read(Admin from) throws ExecutionException, InterruptedException, TimeoutException {
        List<String> names = get(from.listGroups().valid()).stream()
                .map(GroupListing::groupId)
                .sorted()
                .limit(GROUPS)
                .toList();
        Map<String, ConsumerGroupDescription> described = get(from.describeConsumerGroups(names).all());
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = get(from.listConsumerGroupOffsets(
                names.stream().collect(Collectors.toMap(name -> name, name -> new ListConsumerGroupOffsetsSpec())))
                .all());
        Set<TopicPartition> read = new HashSet<>();
        committed.values().forEach(offsets -> offsets.forEach((partition, offset) -> {
            if (offset != null) {
                read.add(partition);
            }
        }));
        Map<TopicPartition, ListOffsetsResultInfo> ends = get(from.listOffsets(
                read.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                .all());
        Map<TopicPartition, Map<Long, Long>> ages = ages(committed.values(), ends);
        List<BrokerLag.Group> groups = new ArrayList<>();
        for (String name : names) {
            Map<TopicPartition, OffsetAndMetadata> offsets = committed.getOrDefault(name, Map.of());
            groups.add(group(name, described.get(name), offsets, ends, ages));
        }
        return new BrokerLag(true, groups);
    }

    private static BrokerLag.Group group(
            String name, @Nullable ConsumerGroupDescription description,
            Map<TopicPartition, OffsetAndMetadata> offsets, Map<TopicPartition, ListOffsetsResultInfo> ends,
            Map<TopicPartition, Map<Long, Long>> ages) {
        Map<String, BrokerLag.Partition> partitions = new TreeMap<>();
        offsets.forEach((partition, offset) -> {
            ListOffsetsResultInfo end = ends.get(partition);
            if (offset != null && end != null) {
                long lag = Math.max(0, end.offset() - offset.offset());
                Optional<Long> age = lag == 0
                        ? Optional.of(0L)
                        : Optional.ofNullable(ages.getOrDefault(partition, Map.of()).get(offset.offset()));
                partitions.put(
                        "%s %05d".formatted(partition.topic(), partition.partition()),
                        new BrokerLag.Partition(
                                partition.topic(), partition.partition(), offset.offset(), end.offset(), lag, age));
            }
        });
        List<BrokerLag.Partition> all = List.copyOf(partitions.values());
        boolean agesKnown = all.stream().allMatch(partition -> partition.lagMs().isPresent());
        return new BrokerLag.Group(
                name,
                description == null
                        ? "unknown"
                        : description.groupState().toString().toLowerCase(Locale.ROOT),
                description == null ? 0 : description.members().size(),
                all.stream().mapToLong(BrokerLag.Partition::lag).sum(),
                agesKnown
                        ? Optional.of(all.stream().mapToLong(partition -> partition.lagMs().orElse(0L)).max().orElse(0))
                        : Optional.empty(),
                all);
    }

    /// By partition and offset, how old the first record from there on is. Of what is not found in time the age is not known.
    private Map<TopicPartition, Map<Long, Long>> ages(
            Collection<Map<TopicPartition, OffsetAndMetadata>> committed,
            Map<TopicPartition, ListOffsetsResultInfo> ends) {
        Map<TopicPartition, Map<Long, Long>> ages = new HashMap<>();
        Map<TopicPartition, Long> wanted = new HashMap<>();
        committed.forEach(offsets -> offsets.forEach((partition, offset) -> {
            ListOffsetsResultInfo end = ends.get(partition);
            if (offset != null && end != null && end.offset() > offset.offset() && wanted.size() < AGES) {
                // One offset per partition; for a second group on the same one the older one is looked at.
                wanted.merge(partition, offset.offset(), Math::min);
            }
        }));
        if (wanted.isEmpty()) {
            return ages;
        }
        long now = clock.millis();
        long until = nanoTime.getAsLong() + PATIENCE.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerSettings())) {
            consumer.assign(wanted.keySet());
            wanted.forEach(consumer::seek);
            while (ages.size() < wanted.size() && nanoTime.getAsLong() < until) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    Long offset = wanted.get(partition);
                    if (offset != null && !ages.containsKey(partition)) {
                        ages.put(partition, Map.of(offset, Math.max(0, now - record.timestamp())));
                        consumer.pause(List.of(partition));
                    }
                }
            }
        } catch (KafkaException e) {
            log.debug("Ages of waiting records are not known cause={}", e.toString());
        }
        return ages;
    }

    private Map<String, Object> consumerSettings() {
        return with(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                ConsumerConfig.CLIENT_ID_CONFIG, "control-lag",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis())));
    }

    private Map<String, Object> with(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(client);
        all.putAll(own);
        return all;
    }

    private Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = Admin.create(with(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                    AdminClientConfig.CLIENT_ID_CONFIG, "control-lag",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()),
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()),
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000)));
            admin = open;
        }
        return open;
    }

    private static <T> T get(KafkaFuture<T> answer) throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void close() {
        Admin open = admin;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
