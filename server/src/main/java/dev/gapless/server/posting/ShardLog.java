package dev.gapless.server.posting;

import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.shard.Shard;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// The log of one shard. Each attempt makes an outbox row of its own, so that an attempt in doubt and its repetition never meet.
record ShardLog(Shard shard, ChannelLog log, IdGenerator ids) implements BatchLog {
    @Override
    public Committed append(Consumer<Handle> before, List<Append> batch) {
        long outboxId = ids.next();
        return new Committed(outboxId, log.append(shard, before, batch, outboxId));
    }
}
