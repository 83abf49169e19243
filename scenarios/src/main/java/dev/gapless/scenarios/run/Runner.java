package dev.gapless.scenarios.run;

import dev.gapless.client.AdminClient;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.ClientException;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.session.Backoff;
import dev.gapless.client.session.SessionLimits;
import dev.gapless.client.transport.LeanTransport;
import dev.gapless.devstack.process.Directories;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.checker.Judge;
import dev.gapless.scenarios.format.Expectation;
import dev.gapless.scenarios.format.FaultSpec.Trigger;
import dev.gapless.scenarios.format.Load;
import dev.gapless.scenarios.format.Metric;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.format.Scenario.Phase;
import dev.gapless.scenarios.format.Scenario.SteadyState;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.history.HistoryWriter;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import dev.gapless.scenarios.net.Pause;
import dev.gapless.scenarios.run.Observations.Progress;
import dev.gapless.scenarios.run.Outcome.Guard;
import dev.gapless.scenarios.run.Outcome.Judged;
import dev.gapless.scenarios.run.Outcome.Verdict;
import dev.gapless.scenarios.run.Schedule.Act;
import dev.gapless.scenarios.run.Schedule.Device;
import dev.gapless.scenarios.run.Schedule.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Runs one scenario against one system, from the fixtures to the verdict. Used once, from one thread; [#interrupt] may come from any.
public final class Runner {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(90);
    /// Devices that are connecting at a time.
    private static final int CONNECTING = 200;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration HEADS_EVERY = Duration.ofMillis(500);
    /// Simulated people notice a dead connection sooner than real ones, so that a run may be short.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScenarioFile file;
    private final Scenario scenario;
    private final Seed seed;
    private final RunDirectory directory;
    private final Consumer<String> progress;
    private final Optional<PlantedBug> bug;
    private final RunClock clock = new RunClock();
    private final Measures measures = new Measures();
    private final Happenings happenings = new Happenings(clock, measures);
    private final List<String> doubts = new ArrayList<>();
    private final Map<Integer, SimulatedDevice> online = new LinkedHashMap<>();
    /// Channels of people.
    private final Map<Integer, List<Integer>> rooms = new HashMap<>();
    private volatile boolean interrupted;
    private volatile String abortedBy = "";
    private volatile boolean finished;

    /// Makes the system when it is needed.
    @FunctionalInterface
    public interface SubjectFactory {
        /// @param cut to be called for each connection that a proxy cut
        Subject make(Scenario scenario, Seed seed, Runnable cut);
    }

    /// @param directory for all files of the run
    /// @param progress hears lines for a person
    public Runner(ScenarioFile file, long seed, RunDirectory directory, Consumer<String> progress) {
        this(file, seed, directory, progress, Optional.empty());
    }

    /// @param bug what the simulated devices do wrong, if it is a bug of clients
    public Runner(
            ScenarioFile file,
            long seed,
            RunDirectory directory,
            Consumer<String> progress,
            Optional<PlantedBug> bug) {
        this.bug = bug.filter(planted -> planted.in(PlantedBug.Place.CLIENT));
        this.file = file;
        this.scenario = file.scenario();
        this.seed = new Seed(seed);
        this.directory = directory;
        this.progress = progress;
    }

    /// Ends the run early: faults are healed first.
    public void interrupt() {
        interrupted = true;
    }

    /// Whether [#run] has returned or is about to.
    public boolean finished() {
        return finished;
    }

    private boolean over() {
        return interrupted || !abortedBy.isEmpty();
    }

    /// Runs.
    ///
    /// @param suffix makes names of workspaces unlike those of other runs
    public Outcome run(SubjectFactory factory, String suffix) {
        Schedule schedule = Schedule.draw(scenario, seed);
        directory.write("scenario.yaml", file.text());
        directory.write("resolved.json", file.resolved() + "\n");
        directory.write("settings", String.join("\n", file.settings()));
        ScheduleFile.write(schedule, directory.file("schedule.jsonl"));
        try (Journal journal = new Journal(directory.file("journal.jsonl"), clock, progress)) {
            try {
                return run(factory, suffix, schedule, journal);
            } catch (RunFailedException | ClientException | dev.gapless.devstack.DevStackException e) {
                journal.note("error", "", String.valueOf(e.getMessage()));
                return failed(journal, String.valueOf(e.getMessage()));
            }
        } finally {
            finished = true;
        }
    }

    private Outcome failed(Journal journal, String why) {
        return new Outcome(
                interrupted ? Verdict.INTERRUPTED : Verdict.ERROR, seed.value(), "", List.of(why), List.of(), List.of(),
                List.of(), happenings(journal), 0, Map.of(), Map.of(), Map.of());
    }

    private Outcome run(SubjectFactory factory, String suffix, Schedule schedule, Journal journal) {
        journal.note("phase", "start", "seed " + seed.value());
        try (Subject subject = factory.make(scenario, seed, () -> happenings.happened(Occurrence.CONNECTION_CUT));
                HistoryWriter ops = new HistoryWriter(directory.file("history/ops.bin"));
                LeanTransport transport = transport(subject)) {
            journal.note("phase", "fixtures", subject.description());
            HttpOptions http = http(subject);
            World world = new World(schedule, subject.doors(), http);
            subject.stack().ifPresent(stack -> scenario.tenants()
                    .forEach(tenant -> stack.place(tenant.id(), tenant.id() + suffix)));
            world.make(new AdminClient(Endpoint.of(subject.admin().toString()), subject.operator(), http), suffix);
            subject.stack().ifPresent(stack -> checkSplits(schedule, world, stack));
            Observations observations =
                    new Observations(schedule, clock, ops, measures, happenings, progresses());
            devices(schedule, world, observations, transport);
            FaultDriver faults;
            try {
                connect(schedule, world, journal);
                faults = load(schedule, subject, world, observations, journal);
                settle(schedule, world, observations, journal);
                if (!interrupted) {
                    journal.note("phase", "checks", "");
                    new FinalReads(schedule, world, subject, observations, directory).read();
                }
            } finally {
                observations.ended = true;
                World.each(online.size(), i -> List.copyOf(online.values()).get(i).close());
                http.http().close();
            }
            directory.names(schedule.names(world.channelIds(), subject.gateways().size()));
            ops.flush();
            return judge(schedule, subject, observations, faults, journal);
        }
    }

    private LeanTransport transport(Subject subject) {
        RandomGenerator random = seed.sharedStream("transport");
        return subject.trust()
                .map(trust -> new LeanTransport(random, trust))
                .orElseGet(() -> new LeanTransport(random));
    }

    private HttpOptions http(Subject subject) {
        RandomGenerator random = seed.sharedStream("http");
        return subject.trust()
                .map(trust -> HttpOptions.trusting(trust, random))
                .orElseGet(() -> HttpOptions.standard(random));
    }

    /// A workspace is split by where its channels happen to lie.
    private void checkSplits(Schedule schedule, World world, LocalStack stack) {
        for (int number = 0; number < scenario.tenants().size(); number++) {
            Scenario.Tenant tenant = scenario.tenants().get(number);
            int owner = number;
            if (tenant.home() instanceof Scenario.Home.Split
                    && stack.shardsOf(
                            world.workspace(number),
                            schedule.channels().stream()
                                    .filter(room -> room.tenant() == owner)
                                    .map(room -> world.channel(room.number()))
                                    .toList())
                            < 2) {
                doubts.add("tenant " + tenant.id() + " is not split: all its channels lie on one shard");
            }
        }
    }

    private List<Progress> progresses() {
        return scenario.faults().stream()
                .flatMap(fault -> fault.trigger() instanceof Trigger.When when
                        && when.event() == Occurrence.FANOUT_PROGRESS
                                ? java.util.stream.Stream.of(when)
                                : java.util.stream.Stream.empty())
                .map(when -> new Progress(
                        when.load()
                                .map(id -> scenario.loads().stream().map(Load::id).toList().indexOf(id))
                                .orElse(-1),
                        when.ratio()))
                .distinct()
                .toList();
    }

    private void devices(Schedule schedule, World world, Observations observations, LeanTransport transport) {
        for (Device device : schedule.devices()) {
            if (!device.online()) {
                continue;
            }
            int number = device.number();
            Wire wire = new Wire(transport, observations, number, seed.stream("frames/" + number));
            ChatOptions options = ChatOptions.of(
                    world.endpoint(number), world.token(device.person()), wire, world.http())
                    .withDevice("device-" + number)
                    .withLimits(limits(schedule, device))
                    .withPlantedBug(bug);
            online.put(
                    number,
                    new SimulatedDevice(number, observations, world, wire, options,
                            seed.sharedStream("device/" + number)));
        }
    }

    private SessionLimits limits(Schedule schedule, Device device) {
        SessionLimits standard = SessionLimits.DEFAULT;
        String group = schedule.people().get(device.person()).group();
        String tenant = scenario.tenants().get(schedule.people().get(device.person()).tenant()).id();
        Backoff backoff = scenario.loads().stream()
                .filter(load -> load.group().equals(group) && load.tenant().equals(tenant))
                .flatMap(load -> load.reconnect().stream())
                .findFirst()
                .map(reconnect -> new Backoff(reconnect.base(), reconnect.cap()))
                .orElse(new Backoff(Duration.ofMillis(250), Duration.ofSeconds(8)));
        return new SessionLimits(
                standard.heldEvents(),
                standard.fetches(),
                standard.pageSize(),
                standard.sendsPerChannel(),
                standard.sendsInFlight(),
                standard.outbox(),
                PATIENCE,
                PATIENCE,
                PATIENCE,
                standard.repairAfter(),
                standard.stableAfter(),
                backoff);
    }

    private void connect(Schedule schedule, World world, Journal journal) {
        journal.note("phase", "connect", online.size() + " devices");
        for (Room room : schedule.channels()) {
            room.members()
                    .forEach(person -> rooms.computeIfAbsent(person, key -> new ArrayList<>()).add(room.number()));
        }
        long deadline = System.nanoTime() + CONNECT_WITHIN.toNanos();
        List<SimulatedDevice> started = new ArrayList<>();
        for (SimulatedDevice device : online.values()) {
            device.start(roomsOf(schedule, device));
            started.add(device);
            // Not all at once: that would be a scenario of its own.
            while (started.size() % CONNECTING == 0
                    && !over()
                    && System.nanoTime() < deadline
                    && started.stream().filter(one -> !one.isLive()).count() > CONNECTING / 2) {
                Pause.of(LOOK_EVERY);
            }
        }
        while (!over() && !online.values().stream().allMatch(SimulatedDevice::isLive)) {
            if (System.nanoTime() > deadline) {
                long live = online.values().stream().filter(SimulatedDevice::isLive).count();
                throw new RunFailedException(live + " of " + online.size() + " devices are live after "
                        + CONNECT_WITHIN.toSeconds() + " s (expected: all)");
            }
            Pause.of(LOOK_EVERY);
        }
        world.failure().ifPresent(failure -> {
            throw new RunFailedException("a client stopped: " + failure, failure);
        });
    }

    private List<Integer> roomsOf(Schedule schedule, SimulatedDevice device) {
        return rooms.getOrDefault(schedule.devices().get(device.number()).person(), List.of());
    }

    /// The load, with its faults; returns when both are over and all is healed.
    private FaultDriver load(
            Schedule schedule, Subject subject, World world, Observations observations, Journal journal) {
        Injector injector =
                new Injector(
                        subject, world, schedule, List.copyOf(online.values()), happenings, directory.path());
        FaultDriver faults = new FaultDriver(schedule, observations, injector, journal);
        measures.phase(Phase.STEADY);
        clock.start();
        scenario.steadyState()
                .ifPresent(steady -> measures.warmUp(clock.nanoTimeAt(steady.warmup().toNanos() / 1000)));
        journal.note("phase", "load", schedule.acts().size() + " acts, " + scenario.faults().size() + " faults");
        faults.start();
        try (Ticker ticker =
                new Ticker(directory.file("metrics.jsonl"), observations, faults, online.size(), progress)) {
            ticker.start(this::abortIf);
            Thread gate = Thread.ofVirtual().name("steady-state").start(() -> openWhenSteady(faults, journal));
            pace(schedule);
            long deadline = clock.nanoTimeAt(scenario.run().maxDuration().toNanos() / 1000);
            while (!over() && (System.nanoTime() < clock.nanoTimeAt(schedule.endMicros()) || gate.isAlive())) {
                Pause.of(LOOK_EVERY);
            }
            while (!over() && !faults.over()) {
                if (System.nanoTime() > deadline) {
                    doubts.add("faults were not over after " + scenario.run().maxDuration().toSeconds() + " s");
                    break;
                }
                Pause.of(LOOK_EVERY);
            }
            faults.stop();
        }
        return faults;
    }

    private void openWhenSteady(FaultDriver faults, Journal journal) {
        Optional<SteadyState> steady = scenario.steadyState();
        if (steady.isEmpty()) {
            faults.open();
            return;
        }
        long warm = clock.nanoTimeAt(steady.get().warmup().toNanos() / 1000);
        while (!over() && System.nanoTime() < warm + steady.get().hold().toNanos()) {
            Pause.of(LOOK_EVERY);
        }
        for (Expectation probe : steady.get().probes()) {
            Measures.Value value = measures.value(probe, Phase.STEADY, tenants());
            boolean holds = value.value().isPresent()
                    && probe.comparison().holds(value.value().getAsDouble(), probe.bound());
            journal.note("probe", probe.text(), (holds ? "holds: " : "does not hold: ")
                    + (value.value().isPresent() ? probe.show(value.value().getAsDouble()) : "nothing measured"));
            if (!holds && !over()) {
                doubts.add("not in a steady state, so no fault was injected: " + probe.text());
            }
        }
        if (doubts.isEmpty()) {
            faults.open();
        } else {
            faults.stop();
        }
    }

    private void pace(Schedule schedule) {
        for (Act act : schedule.acts()) {
            long due = clock.nanoTimeAt(act.atMicros());
            while (!over() && System.nanoTime() < due) {
                Pause.until(Math.min(due, System.nanoTime() + LOOK_EVERY.toNanos()));
            }
            if (over()) {
                return;
            }
            measures.latency(Metric.SCHEDULE_SLIP, -2, (System.nanoTime() - due) / 1000);
            SimulatedDevice device = online.get(act.device());
            if (device == null) {
                throw new IllegalStateException("device " + act.device() + " is not on line");
            }
            switch (act.doing()) {
                case SEND -> device.send(act);
                case READ -> device.read(act.channel());
                case HISTORY -> Thread.ofVirtual().name("history").start(() -> device.readBack(act.channel()));
                case CONNECT -> throw new IllegalStateException("connect is no act");
            }
        }
    }

    private void abortIf() {
        for (Expectation expectation : scenario.safety().abortIf()) {
            OptionalDouble value = measures.value(expectation, Phase.WHOLE, tenants()).value();
            if (value.isPresent() && expectation.comparison().holds(value.getAsDouble(), expectation.bound())) {
                abortedBy = expectation.text();
            }
        }
    }

    private List<String> tenants() {
        return scenario.tenants().stream().map(Scenario.Tenant::id).toList();
    }

    private void settle(Schedule schedule, World world, Observations observations, Journal journal) {
        if (over()) {
            return;
        }
        journal.note("phase", "settle", "");
        measures.phase(scenario.faults().isEmpty() ? Phase.STEADY : Phase.RECOVERY);
        long deadline = System.nanoTime() + scenario.settle().toNanos();
        String open = "";
        while (!over() && System.nanoTime() < deadline) {
            open = unsettled(schedule, world, observations);
            if (open.isEmpty()) {
                break;
            }
            Pause.of(HEADS_EVERY);
        }
        world.failure().ifPresent(failure -> {
            throw new RunFailedException("a client stopped: " + failure, failure);
        });
        journal.note("phase", "settled", open.isEmpty() ? "all" : "not all: " + open);
        observations.scansEnd();
        observations.write(Row.of(RowKind.SETTLED, -1, 0, observations.micros()));
    }

    /// What is not settled yet, or nothing.
    private String unsettled(Schedule schedule, World world, Observations observations) {
        int sends = observations.unsettled.get();
        if (sends > 0) {
            return sends + " sends without an outcome";
        }
        long away = online.values().stream().filter(device -> device.wanted() && !device.isLive()).count();
        if (away > 0) {
            return away + " devices not connected";
        }
        long[] heads = new long[schedule.channels().size()];
        try {
            World.each(heads.length, number -> heads[number] = world.api(
                    schedule.channels().get(number).members().getFirst())
                    .latestEvents(world.channel(number), 1)
                    .head()
                    .value());
        } catch (RunFailedException e) {
            return "a channel cannot be read: " + e.getMessage();
        }
        for (SimulatedDevice device : online.values()) {
            for (int room : roomsOf(schedule, device)) {
                if (device.shownTo(room) < heads[room]) {
                    return "a device shows " + schedule.channels().get(room).name() + " to " + device.shownTo(room)
                            + " of " + heads[room];
                }
            }
        }
        return observations.openGaps.get() > 0 ? observations.openGaps.get() + " gaps open" : "";
    }

    private Outcome judge(
            Schedule schedule, Subject subject, Observations observations, FaultDriver faults, Journal journal) {
        List<CheckResult> checks = interrupted
                ? List.of()
                : Judge.judge(scenario.invariants(), directory.names(), directory.ops(), directory.logs());
        List<Guard> guards = scenario.exercised().stream()
                .map(each -> new Guard(
                        each.event(), each.phase(), each.min(), happenings.count(each.event(), each.phase())))
                .toList();
        List<Judged> thresholds = scenario.thresholds().stream()
                .map(each -> {
                    Measures.Value value = measures.value(each.expect(), each.phase(), tenants());
                    return new Judged(each, value.value(), value.samples(), value.samples() >= each.minSamples());
                })
                .toList();
        Map<Occurrence, Long> counts = new EnumMap<>(Occurrence.class);
        for (Occurrence each : Occurrence.values()) {
            counts.put(each, happenings.count(each));
        }
        Reasons reasons = new Reasons(scenario, interrupted, abortedBy, measures);
        reasons.add(faults.notes(), doubts, observations.invoked.get(), checks, guards, thresholds);
        return new Outcome(
                reasons.verdict(),
                seed.value(),
                subject.description(),
                reasons.all(),
                checks,
                guards,
                thresholds,
                happenings(journal),
                schedule.endMicros(),
                figures(schedule, observations),
                measured(),
                counts);
    }

    private Map<String, String> figures(Schedule schedule, Observations observations) {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("devices", online.size() + " of " + schedule.devices().size());
        figures.put("sends", observations.invoked + ", acknowledged " + observations.acked + ", refused "
                + observations.refused);
        figures.put("displays", observations.shown.toString());
        for (Metric metric : measures.measured()) {
            var histogram = measures.histogram(metric, Phase.WHOLE, Optional.empty());
            figures.put(metric.text(), String.format(
                    Locale.ROOT,
                    "p50 %.1f ms, p99 %.1f ms, max %.1f ms, %d samples",
                    histogram.getValueAtPercentile(50) / 1000.0,
                    histogram.getValueAtPercentile(99) / 1000.0,
                    histogram.getMaxValue() / 1000.0,
                    histogram.getTotalCount()));
        }
        return figures;
    }

    private Map<String, Double> measured() {
        Map<String, Double> measured = new LinkedHashMap<>();
        for (Metric metric : measures.measured()) {
            var histogram = measures.histogram(metric, Phase.WHOLE, Optional.empty());
            measured.put(metric.text() + " p50", histogram.getValueAtPercentile(50) / 1000.0);
            measured.put(metric.text() + " p99", histogram.getValueAtPercentile(99) / 1000.0);
            measured.put(metric.text() + " max", histogram.getMaxValue() / 1000.0);
        }
        return measured;
    }

    private static List<Outcome.Happening> happenings(Journal journal) {
        return journal.entries().stream()
                .map(entry -> new Outcome.Happening(entry.atMicros(), entry.what(), entry.id(), entry.detail()))
                .toList();
    }

    /// Removes the data of a local stack.
    public static void removeStack(RunDirectory directory) {
        try {
            Directories.delete(directory.file("stack"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
