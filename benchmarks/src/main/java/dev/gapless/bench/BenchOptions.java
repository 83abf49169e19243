package dev.gapless.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Options that all benches share.
public final class BenchOptions {
    /// How results are printed.
    enum Output {
        table,
        json
    }

    @Option(names = "--seconds", defaultValue = "10", paramLabel = "N",
            description = "Length of each measurement (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warmup", defaultValue = "8", paramLabel = "N",
            description = "Seconds of load before measuring (default ${DEFAULT-VALUE}).")
    private int warmup;

    @Option(names = "--heap", defaultValue = "2g", paramLabel = "SIZE",
            description = "Heap of the stack's JVM (default ${DEFAULT-VALUE}).")
    private String heap = "2g";

    @Option(names = {"-o", "--output"}, defaultValue = "table", paramLabel = "FORMAT",
            description = "table or json (default ${DEFAULT-VALUE}).")
    private Output output = Output.table;

    @Option(names = "--data", paramLabel = "DIR",
            description = "Measure the stack that runs on this data directory, instead of starting one.")
    private @Nullable Path data;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by Picocli before any command runs.
    private CommandSpec spec;

    Duration measured() {
        return Duration.ofSeconds(Math.max(1, seconds));
    }

    Duration warmedUp() {
        return Duration.ofSeconds(Math.max(0, warmup));
    }

    /// The stack to be measured.
    ///
    /// @param up more options of `gapless up`, for a stack that is started
    BenchStack stack(List<String> up) {
        return data == null ? BenchStack.start(heap, up, progress()) : BenchStack.running(data);
    }

    /// Says on stderr what is being done.
    Consumer<String> progress() {
        PrintWriter err = spec.commandLine().getErr();
        return line -> {
            err.println("· " + line);
            err.flush();
        };
    }

    void print(BenchReport report) {
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case table -> out.print(report.text());
            case json -> out.println(report.json());
        }
        out.flush();
    }
}
