package dev.gapless.devstack;

import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.devstack.StackState.Child;
import dev.gapless.devstack.kafka.BrokerProcess;
import dev.gapless.devstack.kafka.EmbeddedKafka;
import dev.gapless.devstack.kafka.KafkaOptions;
import java.nio.file.Path;
import java.util.List;

/// The broker of a stack, wherever it runs.
sealed interface Broker extends AutoCloseable {
    /// Starts it and waits until it serves.
    ///
    /// @param log for the output of a child
    static Broker start(Placement placement, KafkaOptions options, Path log) {
        return switch (placement) {
            case THIS_JVM -> new Inside(EmbeddedKafka.start(options));
            case PROCESS -> new Outside(BrokerProcess.start(options, log), options);
        };
    }

    String bootstrap();

    List<Child> children();

    @Override
    void close();

    /// In this JVM.
    record Inside(EmbeddedKafka kafka) implements Broker {
        @Override
        public String bootstrap() {
            return kafka.bootstrap();
        }

        @Override
        public List<Child> children() {
            return List.of();
        }

        @Override
        public void close() {
            kafka.close();
        }
    }

    /// In a child JVM.
    record Outside(BrokerProcess process, KafkaOptions options) implements Broker {
        @Override
        public String bootstrap() {
            return options.bootstrap();
        }

        @Override
        public List<Child> children() {
            return process.alive()
                    ? List.of(new Child("kafka", process.pid(), options.directory().toString()))
                    : List.of();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
