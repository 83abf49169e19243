package dev.gapless.server.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLedger.BucketKey;
import dev.gapless.schema.quota.QuotaLedger.Use;
import org.junit.jupiter.api.Test;

class BucketTest {
    private final Bucket bucket = new Bucket(
            new BucketKey(new WorkspaceId(7), 0, 1), QuotaDimension.SENDS, new QuotaLimit(QuotaState.HARD, 10));

    @Test
    void givesABurstAndThenNothingUntilItHasSettled() {
        assertEquals(10, taken(20));
        Use use = bucket.use();
        assertEquals(10, use.used());
        bucket.settled(use, 3_000);
        assertEquals(3, taken(20));
    }

    @Test
    void takesOffWhatWasUsedWhileItSettled() {
        assertEquals(4, taken(4));
        Use use = bucket.use();
        assertEquals(2, taken(2));
        bucket.settled(use, 6_000);
        assertEquals(2, bucket.use().used());
        assertEquals(4, taken(20));
    }

    @Test
    void saysWhenThereIsATokenAgain() {
        bucket.settled(bucket.use(), -2_000);
        assertEquals(300, bucket.waitMs());
        assertEquals(0, taken(1));
    }

    @Test
    void hasNothingToSettleWhenItIsFullAndUnused() {
        assertFalse(bucket.unsettled());
        assertEquals(1, taken(1));
        assertTrue(bucket.unsettled());
        bucket.settled(bucket.use(), 9_000);
        assertTrue(bucket.unsettled(), "it is not full yet");
        bucket.settled(bucket.use(), 10_000);
        assertFalse(bucket.unsettled());
    }

    @Test
    void goesOnWithASafePartWhileTheShardIsAway() {
        assertEquals(10, taken(20));
        bucket.unreachable(1_000, 0.25);
        assertEquals(2, taken(20));
        assertEquals(12, bucket.use().used());
    }

    /// How many of so many are let through; the others are refused.
    private int taken(int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            if (bucket.take()) {
                taken++;
            } else {
                bucket.refuse();
            }
        }
        return taken;
    }
}
