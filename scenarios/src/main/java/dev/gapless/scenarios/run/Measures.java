package dev.gapless.scenarios.run;

import dev.gapless.scenarios.format.Expectation;
import dev.gapless.scenarios.format.Metric;
import dev.gapless.scenarios.format.Scenario.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Latencies and counts of a run, by phase and tenant. Any thread may record.
public final class Measures {
    private static final long HIGHEST_MICROS = 600_000_000;
    private static final int DIGITS = 2;
    private static final int ALL = -1;

    private final Map<Key, ConcurrentHistogram> histograms = new ConcurrentHashMap<>();
    private final Map<Key, Series> gauges = new HashMap<>();
    private final LongSupplier nanoTime;
    private volatile Phase phase = Phase.STEADY;
    /// Nanoseconds of the clock at which the warm-up is over.
    private volatile long warm;

    private record Key(Metric metric, Phase phase, int tenant) {}

    private static final class Series {
        private double last;
        private double least = Double.MAX_VALUE;
        private double most = -Double.MAX_VALUE;
    }

    /// By the clock of this process.
    public Measures() {
        this(System::nanoTime);
    }

    Measures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.warm = nanoTime.getAsLong();
    }

    /// What begins from now on until then is warm-up, however long it takes.
    ///
    /// @param untilNanos in the clock's nanoseconds
    void warmUp(long untilNanos) {
        warm = untilNanos;
    }

    void phase(Phase now) {
        phase = now;
    }

    Phase phase() {
        return phase(0);
    }

    /// Of what took so long and ends now.
    private Phase phase(long micros) {
        Phase now = phase;
        return now == Phase.STEADY && nanoTime.getAsLong() - micros * 1000 - warm < 0 ? Phase.WARMUP : now;
    }

    /// Records a latency.
    void latency(Metric metric, int tenant, long micros) {
        long value = Math.clamp(micros, 0, HIGHEST_MICROS);
        Phase now = phase(value);
        histogram(metric, now, ALL).recordValue(value);
        histogram(metric, now, tenant).recordValue(value);
    }

    /// Counts something that has a good and a bad end; kept as a histogram of 0 and 1.
    void outcome(Metric metric, int tenant, boolean bad) {
        latency(metric, tenant, bad ? 1 : 0);
    }

    synchronized void gauge(Metric metric, double value) {
        Series series = gauges.computeIfAbsent(new Key(metric, Phase.WHOLE, ALL), key -> new Series());
        series.last = value;
        series.least = Math.min(series.least, value);
        series.most = Math.max(series.most, value);
    }

    private ConcurrentHistogram histogram(Metric metric, Phase now, int tenant) {
        return histograms.computeIfAbsent(
                new Key(metric, now, tenant), key -> new ConcurrentHistogram(HIGHEST_MICROS, DIGITS));
    }

    /// All values of a phase.
    ///
    /// @param tenant number, or empty for all
    public Histogram histogram(Metric metric, Phase of, Optional<Integer> tenant) {
        Histogram sum = new Histogram(HIGHEST_MICROS, DIGITS);
        List<Phase> phases = of == Phase.WHOLE ? List.of(Phase.WARMUP, Phase.STEADY, Phase.FAULT, Phase.RECOVERY) : List.of(of);
        for (Phase each : phases) {
            ConcurrentHistogram one = histograms.get(new Key(metric, each, tenant.orElse(ALL)));
            if (one != null) {
                sum.add(one);
            }
        }
        return sum;
    }

    /// A value and on how many samples it stands.
    public record Value(OptionalDouble value, long samples) {}

    /// What an expectation is held against.
    ///
    /// @param tenants names by number
    public Value value(Expectation expectation, Phase of, List<String> tenants) {
        Optional<Integer> tenant = expectation.tenant().map(tenants::indexOf);
        return switch (expectation.metric().kind()) {
            case GAUGE -> gauge(expectation);
            case RATIO -> {
                Histogram histogram = histogram(expectation.metric(), of, tenant);
                long bad = histogram.getTotalCount() - histogram.getCountAtValue(0);
                long all = histogram.getTotalCount();
                yield all == 0
                        ? new Value(OptionalDouble.empty(), 0)
                        : new Value(OptionalDouble.of(expectation.stat().equals("count") ? bad : (double) bad / all),
                                all);
            }
            case LATENCY -> {
                Histogram histogram = histogram(expectation.metric(), of, tenant);
                long count = histogram.getTotalCount();
                if (expectation.stat().equals("count")) {
                    yield new Value(OptionalDouble.of((double) count), count);
                }
                yield count == 0
                        ? new Value(OptionalDouble.empty(), 0)
                        : new Value(OptionalDouble.of(statistic(histogram, expectation.stat()) / 1000), count);
            }
        };
    }

    private synchronized Value gauge(Expectation expectation) {
        Series series = gauges.get(new Key(expectation.metric(), Phase.WHOLE, ALL));
        if (series == null) {
            return new Value(OptionalDouble.empty(), 0);
        }
        double value = switch (expectation.stat()) {
            case "max" -> series.most;
            case "min" -> series.least;
            default -> series.last;
        };
        return new Value(OptionalDouble.of(value), 1);
    }

    private static double statistic(Histogram histogram, String stat) {
        return switch (stat) {
            case "max" -> (double) histogram.getMaxValue();
            case "mean" -> histogram.getMean();
            default -> histogram.getValueAtPercentile(Double.parseDouble(stat.substring(1)));
        };
    }

    /// Names of the latencies that have values.
    public List<Metric> measured() {
        List<Metric> metrics = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            if (metric.kind() == Metric.Kind.LATENCY
                    && histogram(metric, Phase.WHOLE, Optional.empty()).getTotalCount() > 0) {
                metrics.add(metric);
            }
        }
        return metrics;
    }
}
