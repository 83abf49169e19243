package dev.gapless.fanout.heat;

import dev.gapless.fanout.FanoutException;
import dev.gapless.fanout.thread.ThreadReplacement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running heat instance. It needs the topics and Kafka; while Kafka is away it waits and goes on, and its board runs dry.
///
/// Any thread may call. Nothing else hangs on it: without it nobody knows which channels are hot.
public final class HeatApp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HeatApp.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final Duration REPLACE_PAUSE = Duration.ofSeconds(1);
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(5);
    private static final int MAX_POLL_RECORDS = 2_000;
    private static final int HEARTBEATS_PER_SESSION = 3;
    /// Silences a hint about a global thread, of which there is none; the constant is deprecated already.
    private static final String GLOBAL_PROCESSING_HANDLER = "processing.exception.handler.global.enabled";

    private final HeatBoard board = new HeatBoard();
    private final HeatCounts counts = new HeatCounts();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final KafkaStreams streams;

    private HeatApp(HeatConfig config) {
        streams = new KafkaStreams(HeatTopology.build(config, board, counts), settings(config));
        streams.setUncaughtExceptionHandler(new ThreadReplacement(
                "Heat", REPLACE_PAUSE, counts.threadsReplaced, closed, System::nanoTime));
        streams.setStateListener((now, before) -> log.info("Heat is {} (was {})", now, before));
    }

    /// Starts and returns; the board fills when it works.
    ///
    /// @throws FanoutException if it cannot be started with these settings
    public static HeatApp start(HeatConfig config) {
        try {
            HeatApp app = new HeatApp(config);
            app.streams.start();
            return app;
        } catch (RuntimeException e) {
            throw new FanoutException("heat: " + e.getMessage() + " (expected: a start)", e);
        }
    }

    /// What is hot.
    public HeatBoard board() {
        return board;
    }

    /// What this instance has done.
    public HeatCounts counts() {
        return counts;
    }

    private Properties settings(HeatConfig config) {
        Properties settings = new Properties();
        settings.putAll(config.kafkaClient());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.CLIENT_ID_CONFIG, config.applicationId() + "-" + config.instance());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL.toMillis());
        settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        settings.put(StreamsConfig.consumerPrefix(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG), config.instance());
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                Math.toIntExact(config.sessionTimeout().toMillis()));
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                Math.toIntExact(config.sessionTimeout().toMillis() / HEARTBEATS_PER_SESSION));
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MAX_POLL_RECORDS);
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                Math.toIntExact(ThreadReplacement.REBALANCE_WITHIN.toMillis()));
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, HeatFaults.class);
        settings.put(GLOBAL_PROCESSING_HANDLER, true);
        settings.put(HeatFaults.COUNTS, counts);
        return settings;
    }

    /// Stops. Does nothing the second time.
    @Override
    public void close() {
        closed.countDown();
        boolean clean = streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        if (!clean) {
            log.warn("Heat did not stop within {} ms", CLOSE_WITHIN.toMillis());
        }
    }
}
