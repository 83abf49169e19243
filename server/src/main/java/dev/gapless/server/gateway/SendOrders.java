package dev.gapless.server.gateway;

import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.server.posting.SendOrder;
import java.util.LinkedHashMap;

/// The runs of sends of one connection that may still be followed, one per channel, the latest [#MAX]. For the connection's thread.
final class SendOrders {
    private static final int MAX = 64;

    private final LinkedHashMap<ChannelId, Run> runs = new LinkedHashMap<>(2, 0.75f, true);

    private record Run(SendOrder order, long lastRef) {}

    /// The place of a send in its run.
    ///
    /// @throws dev.gapless.protocol.error.GaplessException `out-of-order` if it follows one that was not taken or is not known
    SendOrder of(ClientFrame.Send send) {
        SendOrder order = send.follows().isEmpty() ? new SendOrder() : following(send.channel(), send.follows().get());
        runs.put(send.channel(), new Run(order, send.ref()));
        if (runs.size() > MAX) {
            runs.pollFirstEntry();
        }
        return order;
    }

    private SendOrder following(ChannelId channel, long ref) {
        Run run = runs.get(channel);
        if (run == null || run.lastRef() != ref) {
            throw SendOrder.outOfOrder();
        }
        SendOrder next = run.order().next();
        if (next.broken()) {
            throw SendOrder.outOfOrder();
        }
        return next;
    }
}
