/// A Kafka broker on one node in KRaft mode: in this JVM ([dev.gapless.devstack.kafka.EmbeddedKafka]) or as a child JVM that can be killed
/// ([dev.gapless.devstack.kafka.BrokerProcess], whose main class is [dev.gapless.devstack.kafka.BrokerMain]).
@NullMarked
package dev.gapless.devstack.kafka;

import org.jspecify.annotations.NullMarked;
