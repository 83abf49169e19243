package dev.gapless.protocol.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InboxSeedTest {
    @Property(tries = 200)
    void readsWhatItWrites(@ForAll long seed, @ForAll @IntRange(max = 50) int entries) {
        Random random = new Random(seed);
        List<InboxSeed.Member> members = new ArrayList<>();
        List<InboxSeed.Moved> moved = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            members.add(new InboxSeed.Member(new UserId(id(random)), id(random), id(random)));
            moved.add(new InboxSeed.Moved(
                    new ChannelId(id(random)), random.nextBoolean(), id(random), id(random), id(random), id(random)));
        }
        ChannelClass[] classes = ChannelClass.values();
        InboxSeed channel = new InboxSeed.Channel(
                id(random), id(random), classes[random.nextInt(classes.length)], members);
        InboxSeed cursors = new InboxSeed.Cursors(id(random), id(random), moved);
        assertEquals(channel, InboxSeed.fromBytes(channel.toBytes()));
        assertEquals(cursors, InboxSeed.fromBytes(cursors.toBytes()));
    }

    private static long id(Random random) {
        return random.nextLong(1, Long.MAX_VALUE);
    }

    @Test
    void refusesWhatIsNoSeed() {
        byte[] good = new InboxSeed.Channel(
                3, 2, ChannelClass.NORMAL, List.of(new InboxSeed.Member(new UserId(5), 2, 1))).toBytes();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(IllegalArgumentException.class, () -> InboxSeed.fromBytes(cut), "cut to " + length);
        }
        assertThrows(
                IllegalArgumentException.class, () -> InboxSeed.fromBytes(Arrays.copyOf(good, good.length + 1)));
        for (int place : new int[] {0, 1, 18, 19}) {
            byte[] broken = good.clone();
            broken[place] = 99;
            assertThrows(IllegalArgumentException.class, () -> InboxSeed.fromBytes(broken), "byte " + place);
        }
    }

    @Test
    void holdsNoMoreThanARecordCan() {
        List<InboxSeed.Member> many =
                Collections.nCopies(InboxSeed.MAX_ENTRIES + 1, new InboxSeed.Member(new UserId(5), 2, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new InboxSeed.Channel(3, 2, ChannelClass.NORMAL, many));
        assertEquals(
                true, new InboxSeed.Channel(3, 2, ChannelClass.NORMAL, many.subList(1, many.size())).toBytes().length
                        < 1_000_000);
    }
}
