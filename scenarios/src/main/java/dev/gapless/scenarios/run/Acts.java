package dev.gapless.scenarios.run;

import dev.gapless.scenarios.format.Load;
import dev.gapless.scenarios.format.Load.Arrival;
import dev.gapless.scenarios.format.Load.Doing;
import dev.gapless.scenarios.format.Load.Spread;
import dev.gapless.scenarios.format.Load.Stage;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.run.Schedule.Act;
import dev.gapless.scenarios.run.Schedule.Device;
import dev.gapless.scenarios.run.Schedule.Person;
import dev.gapless.scenarios.run.Schedule.Room;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/// Draws who does what when. Every load has a stream for its times and one for its choices.
final class Acts {
    private static final double MICROS = 1e6;

    private final Scenario scenario;
    private final Seed seed;
    private final List<Person> people;
    private final List<Room> rooms;
    private final Map<Integer, List<Integer>> online = new HashMap<>();

    Acts(Scenario scenario, Seed seed, List<Person> people, List<Device> devices, List<Room> rooms) {
        this.scenario = scenario;
        this.seed = seed;
        this.people = people;
        this.rooms = rooms;
        devices.stream().filter(Device::online).forEach(device -> online.computeIfAbsent(
                device.person(), person -> new ArrayList<>(1))
                .add(device.number()));
    }

    List<Act> draw() {
        List<Act> acts = new ArrayList<>();
        for (int number = 0; number < scenario.loads().size(); number++) {
            Load load = scenario.loads().get(number);
            if (load.arrival().isPresent()) {
                of(number, load, load.arrival().get(), acts);
            }
        }
        acts.sort(Comparator.comparingLong(Act::atMicros).thenComparingInt(Act::load));
        int op = 0;
        for (int i = 0; i < acts.size(); i++) {
            Act act = acts.get(i);
            if (act.doing() == Doing.SEND) {
                op++;
                acts.set(i,
                        new Act(act.atMicros(), act.load(), act.doing(), act.device(), act.channel(), op, act.bytes()));
            }
        }
        return acts;
    }

    private void of(int number, Load load, Arrival arrival, List<Act> acts) {
        Map<Room, List<Integer>> actors = new HashMap<>();
        List<Room> where = new ArrayList<>();
        for (Room room : rooms) {
            if (scenario.tenants().get(room.tenant()).id().equals(load.tenant())
                    && room.group().equals(load.channels().orElse(""))) {
                List<Integer> able = room.members().stream()
                        .filter(person -> people.get(person).group().equals(load.group()))
                        .flatMap(person -> online.getOrDefault(person, List.of()).stream())
                        .toList();
                if (!able.isEmpty()) {
                    where.add(room);
                    actors.put(room, able);
                }
            }
        }
        if (where.isEmpty()) {
            return;
        }
        RandomGenerator choices = seed.stream("load/" + load.id() + "/choices");
        times(arrival, seed.stream("load/" + load.id() + "/times"), at -> {
            Room room = where.get(choices.nextInt(where.size()));
            List<Integer> able = actors.getOrDefault(room, List.of());
            int device = able.get(choices.nextInt(able.size()));
            int bytes = choices.nextInt(load.payload().minBytes(), load.payload().maxBytes() + 1);
            acts.add(new Act(at, number, load.doing(), device, room.number(), 0, bytes));
        });
    }

    /// Calls with each time in microseconds.
    static void times(Arrival arrival, RandomGenerator random, LongConsumer at) {
        switch (arrival) {
            case Arrival.Times times -> {
                for (int i = 0; i < times.times(); i++) {
                    at.accept(times.at().plus(times.every().multipliedBy(i)).toNanos() / 1000);
                }
            }
            case Arrival.Open open -> {
                double begin = open.at().toNanos() / 1e9;
                double from = open.startRate();
                // How much of the next arrival has come together; it comes at 1.
                double wanted = step(open.spread(), random);
                for (Stage stage : open.stages()) {
                    double span = stage.over().toNanos() / 1e9;
                    double all = (from + stage.to()) / 2 * span;
                    while (wanted <= all) {
                        at.accept(Math.round((begin + when(from, stage.to(), span, wanted)) * MICROS));
                        wanted += step(open.spread(), random);
                    }
                    wanted -= all;
                    begin += span;
                    from = stage.to();
                }
            }
        }
    }

    private static double step(Spread spread, RandomGenerator random) {
        return switch (spread) {
            case UNIFORM -> 1;
            case POISSON -> -Math.log(1 - random.nextDouble());
        };
    }

    /// The time at which a rate that moves linearly has summed up to so much.
    private static double when(double from, double to, double span, double sum) {
        double slope = span == 0 ? 0 : (to - from) / span;
        if (Math.abs(slope) < 1e-12) {
            return sum / from;
        }
        return (Math.sqrt(Math.max(0, from * from + 2 * slope * sum)) - from) / slope;
    }
}
