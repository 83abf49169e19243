package dev.gapless.control.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.ChannelKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Thresholds are 100 and 50 sends a second, spans 5 s and 60 s.
class TemperatureTest {
    private static final ChannelKey KEY = ChannelKey.of(1, 10);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Temperature temperature = new Temperature(RouteConfig.from(Settings.of(Map.of())));

    private static HeatView.Channel does(double sends) {
        return new HeatView.Channel(KEY.workspace(), KEY.channel(), "normal", sends, 0, 0, 0);
    }

    private Temperature.Decisions at(long second, double sends, Set<ChannelKey> hot, Set<ChannelKey> pinned) {
        HeatView view = new HeatView(0, 1, sends == 0 ? List.of() : List.of(does(sends)), List.of());
        return temperature.look(view, hot, pinned, START.plusSeconds(second));
    }

    @Test
    void makesHotWhatIsWarmForLongEnough() {
        for (int second = 0; second < 5; second++) {
            assertEquals(List.of(), at(second, 100, Set.of(), Set.of()).promote());
        }
        assertEquals(List.of(does(100)), at(5, 100, Set.of(), Set.of()).promote());
    }

    @Test
    void beginsAnewAfterAMomentBelow() {
        at(0, 100, Set.of(), Set.of());
        at(4, 99.9, Set.of(), Set.of());
        assertEquals(List.of(), at(5, 100, Set.of(), Set.of()).promote());
        assertEquals(List.of(), at(9, 100, Set.of(), Set.of()).promote());
        assertEquals(1, at(10, 100, Set.of(), Set.of()).promote().size());
    }

    @Test
    void letsGoWhatIsCoolForLongEnough() {
        Set<ChannelKey> hot = Set.of(KEY);
        assertEquals(List.of(), at(0, 49.9, hot, Set.of()).demote());
        assertEquals(List.of(), at(59, 0, hot, Set.of()).demote());
        assertEquals(List.of(KEY), at(60, 0, hot, Set.of()).demote());
    }

    @Test
    void keepsHotWhatIsBetweenTheThresholds() {
        Set<ChannelKey> hot = Set.of(KEY);
        at(0, 10, hot, Set.of());
        at(30, 50, hot, Set.of());
        assertEquals(List.of(), at(70, 10, hot, Set.of()).demote());
        for (int second = 100; second < 1_000; second += 10) {
            Temperature.Decisions decisions = at(second, 75, hot, Set.of());
            assertEquals(List.of(), decisions.demote());
            assertEquals(List.of(), decisions.promote());
        }
    }

    @Test
    void leavesPinnedChannelsAlone() {
        for (int second = 0; second < 100; second++) {
            assertEquals(List.of(), at(second, 1_000, Set.of(), Set.of(KEY)).promote());
        }
    }

    @Test
    void countsNoTimeInWhichNothingIsKnown() {
        Set<ChannelKey> hot = Set.of(KEY);
        at(0, 0, hot, Set.of());
        temperature.unknown();
        assertEquals(List.of(), at(60, 0, hot, Set.of()).demote());
        at(61, 500, Set.of(), Set.of());
        temperature.unknown();
        assertEquals(List.of(), at(70, 500, Set.of(), Set.of()).promote());
    }

    @Test
    void goesOnAfterAMissedLookWithoutCountingIt() {
        Set<ChannelKey> hot = Set.of(KEY);
        at(0, 0, hot, Set.of());
        at(30, 0, hot, Set.of());
        temperature.unknown();
        at(32, 0, hot, Set.of());
        assertEquals(List.of(), at(61, 0, hot, Set.of()).demote());
        assertEquals(List.of(KEY), at(62, 0, hot, Set.of()).demote());
    }
}
