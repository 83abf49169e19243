package dev.gapless.scenarios.format;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One kind of activity.
///
/// @param tenant whose
/// @param group of people
/// @param channels group of channels; empty for `connect`
/// @param online how many devices of the group are connected from the start
/// @param reconnect back-off of these devices
public record Load(
        String id,
        String tenant,
        String group,
        Doing doing,
        Optional<String> channels,
        Optional<Share> online,
        Optional<Arrival> arrival,
        Payload payload,
        Optional<Reconnect> reconnect) {
    /// What the actors do.
    public enum Doing {
        /// Be online and follow one's channels.
        CONNECT,
        /// Post a message.
        SEND,
        /// Move the read cursor to what is shown.
        READ,
        /// Read the latest page over HTTP, and see whether it has the actor's own last acknowledged message.
        HISTORY;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// A number of things, or a fraction of those there are.
    public sealed interface Share {
        /// This many, at most all.
        int of(int all);

        /// A number.
        record Count(int count) implements Share {
            @Override
            public int of(int all) {
                return Math.min(count, all);
            }
        }

        /// A fraction of 1.
        record Fraction(double fraction) implements Share {
            @Override
            public int of(int all) {
                return (int) Math.ceil(fraction * all - 1e-9);
            }
        }
    }

    /// When things are done: an open model, drawn from the seed before the run, whatever the system does.
    public sealed interface Arrival {
        /// Seconds over which things arrive, from the start of the load.
        Duration end();

        /// At rates that change.
        ///
        /// @param at when it begins
        /// @param startRate times per second at first
        /// @param spread how arrivals lie
        record Open(Duration at, double startRate, List<Stage> stages, Spread spread) implements Arrival {
            public Open {
                stages = List.copyOf(stages);
            }

            @Override
            public Duration end() {
                return stages.stream().map(Stage::over).reduce(at, Duration::plus);
            }
        }

        /// A number of times, together or evenly spread.
        ///
        /// @param every pause between two; zero: all at the same moment
        record Times(int times, Duration at, Duration every) implements Arrival {
            @Override
            public Duration end() {
                return at.plus(every.multipliedBy(times - 1L));
            }
        }
    }

    /// A rate that is reached in a time, linearly from the one before.
    ///
    /// @param to times per second
    public record Stage(double to, Duration over) {}

    /// How arrivals lie around their rate.
    public enum Spread {
        POISSON,
        UNIFORM
    }

    /// What is posted.
    ///
    /// @param minBytes length of the text at least
    /// @param maxBytes and at most
    public record Payload(int minBytes, int maxBytes) {
        static final Payload DEFAULT = new Payload(60, 200);
    }

    /// Full-jitter back-off.
    public record Reconnect(Duration base, Duration cap) {}
}
