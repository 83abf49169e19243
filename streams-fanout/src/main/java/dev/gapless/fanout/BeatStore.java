package dev.gapless.fanout;

import dev.gapless.protocol.event.GatewayBeat;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/// Keeps the last beat of each slot in the global store, under the slot that the beat itself names. What cannot be read fails
/// before it gets here, so that tasks may read the store without care. Runs on the global thread.
final class BeatStore implements Processor<byte[], GatewayBeat, Void, Void> {
    private KeyValueStore<Bytes, byte[]> store;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    BeatStore() {}

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(FanoutTopology.GATEWAY_STORE);
    }

    @Override
    public void process(Record<byte[], GatewayBeat> record) {
        store.put(Bytes.wrap(record.value().keyBytes()), record.value().toBytes());
    }
}
