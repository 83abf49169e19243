package dev.gapless.scenarios.run;

import dev.gapless.scenarios.format.FaultKind.Lasting;
import dev.gapless.scenarios.format.FaultSpec;
import dev.gapless.scenarios.format.FaultSpec.Repeat;
import dev.gapless.scenarios.format.FaultSpec.Trigger;
import dev.gapless.scenarios.format.Load;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.format.Scenario.Phase;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Injects the faults of a run when their time has come, and heals them, whatever happens. One thread per fault.
final class FaultDriver {
    private static final Logger log = LoggerFactory.getLogger(FaultDriver.class);
    /// What a fault that is over at once does lasts a while.
    private static final Duration AFTERMATH = Duration.ofSeconds(2);

    private final Schedule schedule;
    private final Observations observations;
    private final Injector injector;
    private final Journal journal;
    private final Map<String, CountDownLatch> healed = new ConcurrentHashMap<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final TreeSet<String> inForce = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();

    FaultDriver(Schedule schedule, Observations observations, Injector injector, Journal journal) {
        this.schedule = schedule;
        this.observations = observations;
        this.injector = injector;
        this.journal = journal;
    }

    void start() {
        List<FaultSpec> faults = schedule.scenario().faults();
        faults.forEach(fault -> healed.put(fault.id(), new CountDownLatch(1)));
        for (int number = 0; number < faults.size(); number++) {
            int each = number;
            threads.add(Thread.ofPlatform().name("fault-" + faults.get(number).id()).start(() -> drive(each)));
        }
    }

    /// The system is in its steady state: faults may begin.
    void open() {
        gate.countDown();
    }

    /// Nothing more is injected, and what is in force is healed. Returns when it is.
    void stop() {
        stop.countDown();
        awaitEnd(Long.MAX_VALUE);
    }

    /// Waits until all faults are over.
    ///
    /// @return false if they are not by then
    boolean awaitEnd(long untilNanos) {
        try {
            for (Thread thread : threads) {
                while (thread.isAlive()) {
                    if (untilNanos != Long.MAX_VALUE && System.nanoTime() > untilNanos) {
                        return false;
                    }
                    thread.join(Duration.ofMillis(100));
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean over() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /// The ids of faults in force.
    List<String> active() {
        synchronized (inForce) {
            return List.copyOf(inForce);
        }
    }

    /// What did not go as the file says; each makes the run inconclusive.
    List<String> notes() {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    private CountDownLatch latch(String id) {
        return Objects.requireNonNull(healed.get(id), id);
    }

    private void drive(int number) {
        FaultSpec fault = schedule.scenario().faults().get(number);
        RandomGenerator random = schedule.seed().stream("faults/" + fault.id());
        try {
            if (waitForTrigger(fault)) {
                int times = fault.repeat().map(Repeat::times).orElse(1);
                for (int i = 0; i < times && stop.getCount() > 0; i++) {
                    long began = observations.micros();
                    once(number, fault, random);
                    if (i + 1 < times) {
                        pauseUntil(began + fault.repeat().orElseThrow().every().toNanos() / 1000);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("fault failed id={}", fault.id(), e);
            note("fault " + fault.id() + " failed: " + e.getMessage());
        } finally {
            latch(fault.id()).countDown();
        }
    }

    private void once(int number, FaultSpec fault, RandomGenerator random) throws InterruptedException {
        mark(fault.id(), true);
        observations.write(Row.of(RowKind.FAULT_STARTED, number, 0, observations.micros()));
        boolean injected = false;
        try {
            Injector.InForce force = injector.inject(fault, random);
            injected = true;
            journal.note("fault.injected", fault.id(), fault.kind().text() + " on " + force.target());
            observations.happenings().happened(Occurrence.FAULT_INJECTED);
            try {
                Duration lasts = fault.kind().lasting() == Lasting.SPAN ? fault.lasts() : AFTERMATH;
                pauseUntil(observations.micros() + lasts.toNanos() / 1000);
            } finally {
                force.heal().run();
            }
        } finally {
            observations.write(Row.of(RowKind.FAULT_ENDED, number, 0, observations.micros()));
            mark(fault.id(), false);
            if (injected) {
                journal.note("fault.healed", fault.id(), fault.kind().text());
                observations.happenings().happened(Occurrence.FAULT_HEALED);
            }
        }
    }

    private boolean waitForTrigger(FaultSpec fault) throws InterruptedException {
        while (!gate.await(100, TimeUnit.MILLISECONDS)) {
            if (stop.getCount() == 0) {
                return false;
            }
        }
        return switch (fault.trigger()) {
            case Trigger.At(Duration time) -> pauseUntil(time.toNanos() / 1000);
            case Trigger.After(String other, Duration delay) -> {
                while (!latch(other).await(100, TimeUnit.MILLISECONDS)) {
                    if (stop.getCount() == 0) {
                        yield false;
                    }
                }
                yield pauseUntil(observations.micros() + delay.toNanos() / 1000);
            }
            case Trigger.When when -> {
                int load = when.load()
                        .map(id -> schedule.scenario().loads().stream().map(Load::id).toList().indexOf(id))
                        .orElse(-1);
                boolean came = observations.happenings().await(
                        when.event(),
                        load,
                        when.nth(),
                        observations.clock().nanoTimeAt(when.timeout().toNanos() / 1000),
                        () -> stop.getCount() > 0);
                if (!came && stop.getCount() > 0) {
                    note("fault " + fault.id() + " was not injected: no " + when.event().text() + " number "
                            + when.nth());
                }
                yield came;
            }
        };
    }

    /// @return false if the run is stopped before
    private boolean pauseUntil(long micros) throws InterruptedException {
        long left = observations.clock().nanoTimeAt(micros) - System.nanoTime();
        return !stop.await(Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    private void note(String what) {
        synchronized (notes) {
            notes.add(what);
        }
        journal.note("fault.note", "", what);
    }

    private void mark(String id, boolean on) {
        synchronized (inForce) {
            if (on) {
                inForce.add(id);
            } else {
                inForce.remove(id);
            }
            observations.measures().phase(inForce.isEmpty() ? Phase.RECOVERY : Phase.FAULT);
        }
    }
}
