package dev.gapless.scenarios.report;

import dev.gapless.scenarios.format.FaultSpec;
import dev.gapless.scenarios.format.FaultSpec.Trigger;
import dev.gapless.scenarios.format.Load;
import dev.gapless.scenarios.format.Load.Doing;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.run.Schedule;
import dev.gapless.scenarios.run.Schedule.Act;
import dev.gapless.scenarios.run.Schedule.Device;
import dev.gapless.scenarios.run.Schedule.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a run would do, as lines.
public final class PlanText {
    private PlanText() {}

    public static List<String> lines(Schedule schedule) {
        Scenario scenario = schedule.scenario();
        long online = schedule.devices().stream().filter(Device::online).count();
        List<String> lines = new ArrayList<>();
        lines.add(scenario.metadata().name() + ": " + scenario.metadata().title());
        lines.add("seed " + schedule.seed().value() + "; the same seed gives the same plan");
        lines.add(String.format(
                Locale.ROOT,
                "a local stack has %d gateways, %d shards, 1 broker; %d people in %d workspaces, %d of %d devices on line, %d channels",
                scenario.run().gateways(),
                scenario.run().shards(),
                schedule.people().size(),
                scenario.tenants().size(),
                online,
                schedule.devices().size(),
                schedule.channels().size()));
        lines.add("");
        for (int number = 0; number < scenario.loads().size(); number++) {
            lines.add(load(schedule, number, scenario.loads().get(number)));
        }
        lines.add("");
        scenario.faults().forEach(fault -> lines.add(fault(fault)));
        lines.add("");
        lines.add(arithmetic(schedule));
        return lines;
    }

    private static String load(Schedule schedule, int number, Load load) {
        List<Act> acts = schedule.acts().stream().filter(act -> act.load() == number).toList();
        String who = load.tenant() + "/" + load.group();
        if (acts.isEmpty()) {
            return String.format(Locale.ROOT, "  load  %-16s %s %s", load.id(), load.doing().text(), who);
        }
        return String.format(
                Locale.ROOT,
                "  load  %-16s %s %s, %d times from %s to %s",
                load.id(),
                load.doing().text(),
                who,
                acts.size(),
                time(acts.getFirst().atMicros()),
                time(acts.getLast().atMicros()));
    }

    private static String fault(FaultSpec fault) {
        String when = switch (fault.trigger()) {
            case Trigger.At(Duration at) -> "at " + time(at.toNanos() / 1000);
            case Trigger.After(String other, Duration delay) ->
                "after " + other + (delay.isZero() ? "" : " and " + time(delay.toNanos() / 1000));
            case Trigger.When(var event, var load, double ratio, int nth, var timeout) ->
                "at " + event.text() + " number " + nth + load.map(id -> " of " + id).orElse("")
                        + (ratio > 0 ? " at " + Math.round(ratio * 100) + "%" : "");
        };
        String span = fault.lasts().isZero() ? "" : ", healed " + time(fault.lasts().toNanos() / 1000) + " later";
        String again = fault.repeat().map(repeat -> ", " + repeat.times() + " times").orElse("");
        return String.format(
                Locale.ROOT, "  fault %-16s %s %s%s%s", fault.id(), fault.kind().text(), when, span, again);
    }

    private static String arithmetic(Schedule schedule) {
        Map<Integer, Integer> followers = new HashMap<>();
        Map<Integer, Integer> devices = new HashMap<>();
        schedule.devices().stream().filter(Device::online)
                .forEach(device -> devices.merge(device.person(), 1, Integer::sum));
        for (Room room : schedule.channels()) {
            followers.put(
                    room.number(),
                    room.members().stream().mapToInt(person -> devices.getOrDefault(person, 0)).sum());
        }
        long displays = schedule.acts().stream()
                .filter(act -> act.doing() == Doing.SEND)
                .mapToLong(act -> followers.getOrDefault(act.channel(), 0))
                .sum();
        double seconds = Math.max(1, schedule.endMicros() / 1e6);
        return String.format(
                Locale.ROOT,
                "  %d sends (%.0f/s), %d displays (%.0f/s), about %.1f MB of history; load %.0f s, settling at most %d s",
                schedule.sends(),
                schedule.sends() / seconds,
                displays,
                displays / seconds,
                (displays + 3.0 * schedule.sends()) * Row.BYTES / 1e6,
                seconds,
                schedule.scenario().settle().toSeconds());
    }

    private static String time(long micros) {
        return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
    }
}
