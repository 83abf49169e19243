package dev.gapless.scenarios.format;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// A fault: what, where, when, for how long.
///
/// @param parameters by name; units as [FaultKind] says
/// @param lasts how long until it is healed; zero for faults that are over at once
public record FaultSpec(
        String id,
        FaultKind kind,
        Trigger trigger,
        Target target,
        Map<String, Double> parameters,
        Duration lasts,
        Optional<Repeat> repeat) {
    public FaultSpec {
        parameters = Map.copyOf(parameters);
    }

    /// A parameter of the fault, given or by default.
    public double parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /// A parameter that is a duration.
    public Duration duration(String name) {
        return Duration.ofNanos((long) (parameter(name) * 1e6));
    }

    /// When it begins.
    public sealed interface Trigger {
        /// At a time from the start of the load.
        record At(Duration time) implements Trigger {}

        /// When another fault has been healed.
        record After(String fault, Duration delay) implements Trigger {}

        /// When something happened for the nth time.
        ///
        /// @param load counts only what concerns sends of this load
        /// @param ratio for `fanout.progress`: the fraction of recipients that have a message
        /// @param timeout without the event by then (from the start of the load), the fault is not injected, and the run says so
        record When(Occurrence event, Optional<String> load, double ratio, int nth, Duration timeout)
                implements Trigger {}
    }

    /// What it hits.
    ///
    /// @param pick how many of those that qualify, drawn from the seed
    /// @param tenant only what belongs to it: its clients, its shard
    /// @param group only devices of these people of the tenant
    /// @param index one certain gateway or shard, from 1
    /// @param link for network faults
    public record Target(
            Load.Share pick,
            Optional<String> tenant,
            Optional<String> group,
            OptionalInt index,
            Optional<FaultKind.Link> link) {}

    /// Again and again.
    ///
    /// @param every from one start to the next
    public record Repeat(Duration every, int times) {}
}
