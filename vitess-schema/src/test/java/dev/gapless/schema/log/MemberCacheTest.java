package dev.gapless.schema.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.id.ChannelKey;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberCacheTest {
    private static final ChannelKey GENERAL = ChannelKey.of(1, 1);
    private static final ChannelKey RANDOM = ChannelKey.of(1, 2);

    private final MemberCache cache = new MemberCache(3);

    @Test
    void knowsNothingAtFirst() {
        assertEquals(Optional.empty(), cache.find(GENERAL, 0, 7));
    }

    @Test
    void answersForTheSameMemberSeqOnly() {
        cache.put(GENERAL, 5, 7, true);
        assertEquals(Optional.of(true), cache.find(GENERAL, 5, 7));
        assertEquals(Optional.empty(), cache.find(GENERAL, 6, 7));
        assertEquals(Optional.empty(), cache.find(GENERAL, 4, 7));
    }

    @Test
    void forgetsAnOlderListForANewerOne() {
        cache.put(GENERAL, 5, 7, true);
        cache.put(GENERAL, 6, 8, false);
        assertEquals(Optional.empty(), cache.find(GENERAL, 5, 7));
        assertEquals(Optional.of(false), cache.find(GENERAL, 6, 8));
        cache.put(GENERAL, 5, 9, true);
        assertEquals(Optional.empty(), cache.find(GENERAL, 5, 9));
    }

    @Test
    void carriesWhatStaysTrueOverAChange() {
        cache.put(GENERAL, 5, 7, true);
        cache.advance(GENERAL, 5, 6, Map.of(8L, true));
        assertEquals(Optional.of(true), cache.find(GENERAL, 6, 7));
        assertEquals(Optional.of(true), cache.find(GENERAL, 6, 8));
        cache.advance(GENERAL, 4, 7, Map.of(7L, false));
        assertEquals(Optional.of(true), cache.find(GENERAL, 6, 7));
    }

    @Test
    void staysBounded() {
        for (long user = 1; user <= 3; user++) {
            cache.put(RANDOM, 1, user, true);
        }
        cache.put(GENERAL, 1, 1, true);
        assertTrue(cache.users() <= 3, "users: " + cache.users());
        assertEquals(Optional.of(true), cache.find(GENERAL, 1, 1));
        for (long user = 1; user <= 10; user++) {
            cache.put(GENERAL, 1, user, true);
        }
        assertTrue(cache.users() <= 3, "users: " + cache.users());
    }
}
