package dev.gapless.server.owner;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// What the routing of a process counts.
final class OwnerMetrics {
    private final Counter forwarded;
    private final Counter taken;
    private final Counter fellBack;
    private final Counter overloaded;

    OwnerMetrics(MeterRegistry registry) {
        this.forwarded = Counter.builder("owner.forwarded")
                .description("Sends to hot channels that another gateway, their owner, has answered")
                .register(registry);
        this.taken = Counter.builder("owner.taken")
                .description("Sends to hot channels taken from other gateways, to be committed here")
                .register(registry);
        this.fellBack = Counter.builder("owner.fallback")
                .description("Sends to hot channels that their owner did not take, committed here instead")
                .register(registry);
        this.overloaded = Counter.builder("owner.overloaded")
                .description("Sends refused since the queue of a hot channel was full")
                .register(registry);
    }

    /// Shows how many channels are known as hot.
    ///
    /// @param posting knows them; the gauge itself does not keep it
    void hot(MeterRegistry registry, OwnerPosting posting) {
        Gauge.builder("owner.hot", posting, OwnerPosting::known)
                .description("Hot channels that this gateway knows of and sends to")
                .register(registry);
    }

    void forwarded(int sends) {
        forwarded.increment(sends);
    }

    void taken(int sends) {
        taken.increment(sends);
    }

    void fellBack(int sends) {
        fellBack.increment(sends);
    }

    void overloaded() {
        overloaded.increment();
    }
}
