package dev.gapless.scenarios.run;

import dev.gapless.scenarios.format.FaultSpec;
import dev.gapless.scenarios.format.Load;
import dev.gapless.scenarios.format.Load.Doing;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.format.Scenario.ChannelGroup;
import dev.gapless.scenarios.format.Scenario.Tenant;
import dev.gapless.scenarios.format.Scenario.UserGroup;
import dev.gapless.scenarios.history.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// All that is decided before a run: who there is, who is in which channel, who does what when. It depends on the scenario and the seed alone.
///
/// @param people all, by number
/// @param devices all of them, by number
/// @param channels all, by number
/// @param acts in the order of their times
/// @param sends how many of the acts are sends; their numbers are 1 to this
public record Schedule(
        Scenario scenario,
        Seed seed,
        List<Person> people,
        List<Device> devices,
        List<Room> channels,
        List<Act> acts,
        int sends) {
    /// A person.
    ///
    /// @param tenant its number
    public record Person(int number, int tenant, String group, String handle) {}

    /// A device.
    ///
    /// @param person its number
    /// @param ordinal 1 for the person's first device
    /// @param online whether it is connected from the start
    public record Device(int number, int person, int ordinal, boolean online) {}

    /// A channel.
    ///
    /// @param members numbers of people; the first makes it
    public record Room(int number, int tenant, String group, String name, List<Integer> members, int preload) {
        public Room {
            members = List.copyOf(members);
        }
    }

    /// Something that is to be done.
    ///
    /// @param atMicros when, from the start of the load
    /// @param load number of the load
    /// @param device who
    /// @param channel where
    /// @param op number of the send, or 0
    /// @param bytes length of the text
    public record Act(long atMicros, int load, Doing doing, int device, int channel, int op, int bytes) {}

    public Schedule {
        people = List.copyOf(people);
        devices = List.copyOf(devices);
        channels = List.copyOf(channels);
        acts = List.copyOf(acts);
    }

    /// Draws everything.
    public static Schedule draw(Scenario scenario, Seed seed) {
        List<Person> people = new ArrayList<>();
        List<Device> devices = new ArrayList<>();
        List<Room> rooms = new ArrayList<>();
        for (int tenant = 0; tenant < scenario.tenants().size(); tenant++) {
            Tenant each = scenario.tenants().get(tenant);
            Map<String, List<Integer>> groups = new HashMap<>();
            for (UserGroup group : each.users()) {
                groups.put(group.group(), people(scenario, seed, tenant, group, people, devices));
            }
            for (ChannelGroup group : each.channels()) {
                rooms(
                        seed,
                        tenant,
                        each.id(),
                        group,
                        group.from().stream()
                                .flatMap(name -> groups.getOrDefault(name, List.of()).stream())
                                .toList(),
                        rooms);
            }
        }
        List<Act> acts = new Acts(scenario, seed, people, devices, rooms).draw();
        int sends = (int) acts.stream().filter(act -> act.op() > 0).count();
        return new Schedule(scenario, seed, people, devices, rooms, acts, sends);
    }

    private static List<Integer> people(
            Scenario scenario, Seed seed, int tenant, UserGroup group, List<Person> people, List<Device> devices) {
        List<Integer> numbers = new ArrayList<>();
        int firstDevice = devices.size();
        for (int i = 0; i < group.count(); i++) {
            int number = people.size();
            people.add(new Person(number, tenant, group.group(), group.group() + "-" + (i + 1)));
            numbers.add(number);
            for (int ordinal = 1; ordinal <= group.devices(); ordinal++) {
                devices.add(new Device(devices.size(), number, ordinal, true));
            }
        }
        List<Integer> all = new ArrayList<>();
        for (int device = firstDevice; device < devices.size(); device++) {
            all.add(device);
        }
        String id = scenario.tenants().get(tenant).id();
        int online = online(scenario, id, group.group(), all.size());
        shuffle(all, seed.stream("online/" + id + "/" + group.group()));
        for (int device : all.subList(online, all.size())) {
            Device old = devices.get(device);
            devices.set(device, new Device(device, old.person(), old.ordinal(), false));
        }
        return numbers;
    }

    /// What a load says; without a word all devices of a group are online that has a load, and none of one that has none.
    private static int online(Scenario scenario, String tenant, String group, int all) {
        List<Load> loads = scenario.loads().stream()
                .filter(load -> load.tenant().equals(tenant) && load.group().equals(group))
                .toList();
        Optional<Integer> said = loads.stream()
                .flatMap(load -> load.online().stream())
                .map(share -> share.of(all))
                .max(Comparator.naturalOrder());
        return said.orElse(loads.isEmpty() ? 0 : all);
    }

    private static void rooms(
            Seed seed, int tenant, String tenantId, ChannelGroup group, List<Integer> from, List<Room> rooms) {
        RandomGenerator random = seed.stream("members/" + tenantId + "/" + group.group());
        for (int i = 0; i < group.count(); i++) {
            List<Integer> members = new ArrayList<>(from);
            if (group.pick().isPresent()) {
                shuffle(members, random);
                members = members.subList(0, Math.min(group.pick().getAsInt(), members.size()));
            }
            String name = group.count() == 1 ? group.group() : group.group() + "-" + (i + 1);
            rooms.add(new Room(rooms.size(), tenant, group.group(), name, members, group.preload()));
        }
    }

    static void shuffle(List<Integer> numbers, RandomGenerator random) {
        for (int i = numbers.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = numbers.get(i);
            numbers.set(i, numbers.get(j));
            numbers.set(j, kept);
        }
    }

    /// The secret word of a tenant, which is in every message of it.
    public String canary(int tenant) {
        return "canary" + Long.toUnsignedString(
                seed.of("canary/" + scenario.tenants().get(tenant).id()), Character.MAX_RADIX);
    }

    /// Names for the history.
    ///
    /// @param channelIds by number, as on the wire
    public Names names(List<String> channelIds, int gateways) {
        return new Names(
                scenario.tenants().stream().map(Tenant::id).toList(),
                people.stream().map(person -> new Names.User(person.handle(), person.tenant())).toList(),
                devices.stream().map(device -> new Names.Device(device.person(), device.ordinal())).toList(),
                channels.stream()
                        .map(room -> new Names.Channel(room.name(), room.tenant(), channelIds.get(room.number())))
                        .toList(),
                scenario.faults().stream().map(FaultSpec::id).toList(),
                scenario.loads().stream().map(Load::id).toList(),
                gateways);
    }

    /// When the last act is due.
    public long endMicros() {
        return scenario.loads().stream()
                .flatMap(load -> load.arrival().stream())
                .mapToLong(arrival -> arrival.end().toNanos() / 1000)
                .max()
                .orElse(0);
    }
}
