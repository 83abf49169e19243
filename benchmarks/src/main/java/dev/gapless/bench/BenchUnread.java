package dev.gapless.bench;

import dev.gapless.bench.soak.Soak;
import dev.gapless.bench.soak.SoakOptions;
import dev.gapless.bench.soak.SoakResult;
import dev.gapless.bench.soak.SystemStack;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A random run of acts with parts killed at random, and the proof that every unread count is exact.
@Command(
        name = "unread",
        description = {
            "A random run of acts while parts are killed; then every member's unread is compared with a model.",
            "",
            "People post, reply, edit, delete, react, pin, read, mark unread, join, leave and switch classes over HTTP and",
            "WebSocket. The same seed gives the same acts and the same kills.",
            "Exit 1: a count is wrong, or an act did not go as it should."
        },
        mixinStandardHelpOptions = true)
final class BenchUnread implements Callable<Integer> {
    @Option(names = "--acts", defaultValue = "200000", paramLabel = "N",
            description = "How many acts (default ${DEFAULT-VALUE}).")
    private int acts;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N",
            description = "Decides every act and every kill (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--kill-every", defaultValue = "10000", paramLabel = "N",
            description = "Acts between two kills of a gateway, Streams or the broker; 0: none (default ${DEFAULT-VALUE}).")
    private int killEvery;

    @Option(names = "--kill", split = ",", paramLabel = "PART",
            description = "Kill only these: gateway, streams, streams-state (its directories are deleted), broker (default: any).")
    private Set<String> kill = Set.of();

    @Option(names = "--down", defaultValue = "0", paramLabel = "SECONDS",
            description = "How long what was killed stays away; 0: by chance, up to 4 (default ${DEFAULT-VALUE}).")
    private int down;

    @Option(names = "--people", defaultValue = "20", paramLabel = "N",
            description = "People in each workspace (default ${DEFAULT-VALUE}).")
    private int people;

    @Option(names = "--channels", defaultValue = "12", paramLabel = "N",
            description = "Public channels in each workspace; private ones come on top (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--workspaces", defaultValue = "2", paramLabel = "N",
            description = "Workspaces (default ${DEFAULT-VALUE}).")
    private int workspaces;

    @Option(names = "--workers", defaultValue = "16", paramLabel = "N",
            description = "People who act at a time (default ${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--checks", defaultValue = "4", paramLabel = "N",
            description = "Proofs, evenly over the run (default ${DEFAULT-VALUE}).")
    private int checks;

    @Option(names = "--for", defaultValue = "0", paramLabel = "SECONDS",
            description = "Begin no more acts after this time; 0: no bound (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--settle", defaultValue = "60", paramLabel = "SECONDS",
            description = "How long counts may take to be right after the last act (default ${DEFAULT-VALUE}).")
    private int settle;

    @Option(names = "--skip-delete",
            description = "Break the build on purpose: one delete is not taken off the counts. The run must fail.")
    private boolean skipDelete;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        SoakOptions run = new SoakOptions(
                seed, acts, workspaces, people, channels, workers, killEvery, kill, Duration.ofSeconds(down),
                checks, Duration.ofSeconds(settle), seconds, skipDelete);
        try (SystemStack stack = SystemStack.start(progress)) {
            SoakResult result = Soak.run(run, stack, progress);
            options.print(result.report());
            if (!result.exact()) {
                progress.accept("not exact; logs and data are kept in " + stack.keep());
                return 1;
            }
            return 0;
        }
    }
}
