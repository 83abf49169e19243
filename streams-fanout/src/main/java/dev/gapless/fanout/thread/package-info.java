/// What happens when a thread of Kafka Streams dies.
@NullMarked
package dev.gapless.fanout.thread;

import org.jspecify.annotations.NullMarked;
