package dev.gapless.server.interest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A slot is taken once and given back.
class SlotLeaseTest {
    private final List<String> calls = new ArrayList<>();

    private final SlotSource source = new SlotSource() {
        @Override
        public GatewayId acquire(Duration lease) {
            if (!calls.isEmpty()) {
                throw new IllegalStateException("all taken");
            }
            calls.add("acquire");
            return new GatewayId(2, 5);
        }

        @Override
        public boolean renew(GatewayId gateway, Duration lease) {
            return true;
        }

        @Override
        public void release(GatewayId gateway) {
            calls.add("release " + gateway);
        }
    };

    @Test
    void takesAndGivesBack() {
        try (SlotLease lease = SlotLease.acquire(source, () -> calls.add("lost"))) {
            assertEquals(new GatewayId(2, 5), lease.gateway());
            assertThrows(IllegalStateException.class, () -> SlotLease.acquire(source, () -> calls.add("lost")));
        }
        assertEquals(List.of("acquire", "release gw-2.5"), calls);
    }
}
