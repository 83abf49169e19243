package dev.gapless.scenarios.format;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A scenario as its file says it: the world, the load, the faults, what must hold, and how fast.
///
/// @param settle how long everything may take to come right after the load and the last heal
/// @param slip bound of the generator's own lateness (99th percentile); above it latencies say nothing
public record Scenario(
        Metadata metadata,
        Run run,
        Safety safety,
        List<Tenant> tenants,
        Optional<SteadyState> steadyState,
        List<Load> loads,
        List<FaultSpec> faults,
        Duration settle,
        Duration slip,
        List<Invariant> invariants,
        List<Exercised> exercised,
        List<Threshold> thresholds) {
    public Scenario {
        tenants = List.copyOf(tenants);
        loads = List.copyOf(loads);
        faults = List.copyOf(faults);
        invariants = List.copyOf(invariants);
        exercised = List.copyOf(exercised);
        thresholds = List.copyOf(thresholds);
    }

    /// Who it is.
    ///
    /// @param name also the folder of its runs
    public record Metadata(
            String name, String title, Optional<String> description, List<String> tags, Optional<String> owner) {
        public Metadata {
            tags = List.copyOf(tags);
        }
    }

    /// Where it runs.
    public enum Mode {
        /// A stack of its own, started for the run.
        LOCAL,
        /// An existing system, through a context.
        LIVE;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// How it runs.
    ///
    /// @param seed root of all randomness; empty: drawn, printed and kept
    /// @param gateways of a local stack
    /// @param shards of a local stack
    /// @param maxDuration of load and settling together; a run that would take longer is refused before it starts
    public record Run(OptionalLong seed, List<Mode> modes, int gateways, int shards, Duration maxDuration) {
        public Run {
            modes = List.copyOf(modes);
        }
    }

    /// What it may touch.
    ///
    /// @param contextLabel the label that a context must have in live mode
    /// @param abortIf the run is stopped and healed when one of these holds, looked at every second
    public record Safety(String contextLabel, List<Expectation> abortIf) {
        public Safety {
            abortIf = List.copyOf(abortIf);
        }
    }

    /// On which shard of a local stack a workspace lies.
    public sealed interface Home {
        /// Where its id happens to put it.
        record Anywhere() implements Home {}

        /// On one shard.
        ///
        /// @param shard from 1
        record OnShard(int shard) implements Home {}

        /// Its channels and people are spread over two shards that meet in its middle.
        record Split() implements Home {}
    }

    /// A workspace with people and channels, made for the run.
    public record Tenant(String id, Home home, List<UserGroup> users, List<ChannelGroup> channels) {
        public Tenant {
            users = List.copyOf(users);
            channels = List.copyOf(channels);
        }

        /// The group of this name.
        public Optional<UserGroup> group(String name) {
            return users.stream().filter(group -> group.group().equals(name)).findFirst();
        }
    }

    /// People of one kind.
    ///
    /// @param devices of each
    public record UserGroup(String group, int count, int devices) {}

    /// Channels of one kind.
    ///
    /// @param from the groups whose people are members
    /// @param pick how many of them, drawn from the seed; empty: all
    /// @param preload messages that are there before the load begins
    public record ChannelGroup(String group, int count, List<String> from, OptionalInt pick, int preload) {
        public ChannelGroup {
            from = List.copyOf(from);
        }
    }

    /// What must hold before faults are injected; otherwise the run is inconclusive.
    ///
    /// @param warmup from the start of the load; nothing of it is judged
    /// @param hold how long after it the probes are measured
    public record SteadyState(Duration warmup, Duration hold, List<Expectation> probes) {
        public SteadyState {
            probes = List.copyOf(probes);
        }
    }

    /// A promise to be checked.
    ///
    /// @param within for `converged`: after the last heal or send
    /// @param max for `bounded_reconnect_rate`: attempts in a second; a fraction is one of all devices, and may be above 1
    public record Invariant(Promise check, Optional<Duration> within, Optional<Load.Share> max) {}

    /// Something that must have happened, or the run proves nothing.
    ///
    /// @param phase when it must have happened; nothing that happens before the load counts
    public record Exercised(Occurrence event, Phase phase, long min) {}

    /// How fast it must be.
    ///
    /// @param minSamples with fewer, the answer is inconclusive
    public record Threshold(Expectation expect, Phase phase, long minSamples) {}

    /// The fault or load that is judged, or all of it.
    public enum Phase {
        WHOLE,
        /// What was begun before the warm-up of a steady state was over; probes do not look at it.
        WARMUP,
        /// Before the first fault.
        STEADY,
        /// While a fault is in force.
        FAULT,
        /// After the first fault, while none is in force.
        RECOVERY;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
