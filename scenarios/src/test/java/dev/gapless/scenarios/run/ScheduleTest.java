package dev.gapless.scenarios.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.scenarios.format.Load.Arrival;
import dev.gapless.scenarios.format.Load.Spread;
import dev.gapless.scenarios.format.Load.Stage;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.run.Schedule.Act;
import dev.gapless.scenarios.run.Schedule.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleTest {
    @TempDir
    private Path directory;

    private static Scenario scenario(String... settings) {
        String text = ScenarioFile.builtin("frame-loss").orElseThrow();
        return ScenarioFile.read("frame-loss", text, List.of(settings)).scenario();
    }

    @Test
    void theSameSeedGivesTheSameFile() throws IOException {
        assertEquals(-1, Files.mismatch(written("a", 7), written("b", 7)));
        assertNotEquals(-1, Files.mismatch(written("a", 7), written("c", 8)));
    }

    private Path written(String name, long seed) {
        Path file = directory.resolve(name);
        ScheduleFile.write(Schedule.draw(scenario(), new Seed(seed)), file);
        return file;
    }

    @Test
    void anotherLoadDoesNotMoveWhatTheOthersDraw() {
        List<Act> before = ofFirstSends(scenario());
        List<Act> after = ofFirstSends(scenario("load[neighbours].arrival.rate=9/s"));
        assertEquals(before, after);
    }

    /// The acts of load 1, without their numbers.
    private static List<Act> ofFirstSends(Scenario scenario) {
        return Schedule.draw(scenario, new Seed(7)).acts().stream()
                .filter(act -> act.load() == 1)
                .map(act -> new Act(act.atMicros(), 1, act.doing(), act.device(), act.channel(), 0, act.bytes()))
                .toList();
    }

    @Test
    void whoActsIsOnLineAndAMemberAndSendsAreNumberedInTheirOrder() {
        Schedule schedule = Schedule.draw(scenario("load[online].online=30%"), new Seed(7));
        int op = 0;
        for (Act act : schedule.acts()) {
            Device device = schedule.devices().get(act.device());
            assertTrue(device.online());
            assertTrue(schedule.channels().get(act.channel()).members().contains(device.person()));
            if (act.op() > 0) {
                assertEquals(++op, act.op());
            }
        }
        assertEquals(op, schedule.sends());
        long online = schedule.devices().stream()
                .filter(device -> device.online() && schedule.people().get(device.person()).tenant() == 0)
                .count();
        assertEquals(8, online);
    }

    @Test
    void arrivalsFollowTheirRate() {
        Arrival ramp = new Arrival.Open(
                Duration.ofSeconds(1), 0,
                List.of(new Stage(10, Duration.ofSeconds(10)), new Stage(10, Duration.ofSeconds(10))),
                Spread.UNIFORM);
        List<Long> times = times(ramp);
        assertEquals(150, times.size(), "50 while it rises, 100 while it stays");
        assertEquals(50, times.stream().filter(at -> at <= 11_000_000).count());
        assertTrue(times.getFirst() > 1_000_000 && times.getLast() <= 21_000_000);

        Arrival poisson = new Arrival.Open(
                Duration.ZERO, 100, List.of(new Stage(100, Duration.ofSeconds(100))), Spread.POISSON);
        assertEquals(10_000, times(poisson).size(), 400, "within four standard deviations, and the seed is fixed");

        Arrival together = new Arrival.Times(3, Duration.ofSeconds(2), Duration.ZERO);
        assertEquals(List.of(2_000_000L, 2_000_000L, 2_000_000L), times(together));
    }

    private static List<Long> times(Arrival arrival) {
        List<Long> times = new ArrayList<>();
        Acts.times(arrival, new Seed(1).stream("times"), times::add);
        return times;
    }

    @Test
    void aTextSaysWhichSendItIs() {
        String text = MessageText.of(1234, "canaryabc", 100);
        assertEquals(1234, MessageText.op(text));
        assertTrue(text.contains("canaryabc") && text.length() <= 100);
        assertEquals(0, MessageText.op("op twelve"));
        assertEquals(0, MessageText.op("message 1 from before"));
    }
}
