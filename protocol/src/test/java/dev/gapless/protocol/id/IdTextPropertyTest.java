package dev.gapless.protocol.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class IdTextPropertyTest {
    @Property
    void readsWhatItWrote(@ForAll @LongRange(min = 1) long value) {
        assertEquals(value, IdText.parse('C', IdText.format('C', value)));
    }

    @Property
    void readsLowerCaseDigitsToo(@ForAll @LongRange(min = 1) long value) {
        String text = IdText.format('U', value);
        assertEquals(value, IdText.parse('U', "U" + text.substring(1).toLowerCase(Locale.ROOT)));
    }

    @Property
    void textSortsAsNumbersDo(@ForAll @LongRange(min = 1) long a, @ForAll @LongRange(min = 1) long b) {
        assertEquals(
                Integer.signum(Long.compare(a, b)),
                Integer.signum(IdText.format('W', a).compareTo(IdText.format('W', b))));
    }

    @Property
    void refusesAnyOtherText(@ForAll String text) {
        boolean canonical = text.length() == 14 && text.charAt(0) == 'C';
        if (!canonical) {
            assertThrows(IllegalArgumentException.class, () -> IdText.parse('C', text));
        }
    }

    @Property(tries = 200)
    void generatorRisesWhateverTheClockDoes(
            @ForAll
            @Size(min = 1, max = 50) List<@LongRange(min = 1_735_689_600_000L, max = 1_999_999_999_999L) Long> clock,
            @ForAll @IntRange(max = 1023) int node) {
        Deque<Long> readings = new ArrayDeque<>(clock);
        IdGenerator ids = new IdGenerator(new ScriptedClock(readings), node);
        long last = 0;
        while (!readings.isEmpty()) {
            long id = ids.next();
            assertTrue(id > last, () -> "ids fall");
            assertEquals(node, (id >>> 12) & 1023);
            last = id;
        }
    }

    private static final class ScriptedClock extends Clock {
        private final Deque<Long> readings;

        ScriptedClock(Deque<Long> readings) {
            this.readings = readings;
        }

        @Override
        public ZoneId getZone() { return ZoneId.of("UTC"); }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(readings.removeFirst());
        }
    }
}
