package dev.gapless.cli.bench;

import dev.gapless.bench.BenchCommand;
import dev.gapless.cli.CliFailure;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `gapless bench`, handed over to the module of the benches. It is a command line of its own: global options do not reach it,
/// and none of its classes is loaded before somebody asks for it. Listed in the tree for help and completion only.
@Command(name = "bench",
        description = "Measure a stack of its own here: sends, delivery, connections, syncs, reconnects, cursors, inbox.")
public final class BenchBridge implements Runnable {
    /// The word that must come first.
    public static final String NAME = "bench";

    /// Runs a bench.
    ///
    /// @param arguments what follows the name
    /// @param dress gives the command line the handlers of this program
    /// @return exit code
    public static int run(List<String> arguments, UnaryOperator<CommandLine> dress) {
        CommandLine bench = new CommandLine(new BenchCommand());
        bench.setCommandName("gapless " + NAME);
        return dress.apply(bench).execute(arguments.toArray(String[]::new));
    }

    @Override
    public void run() {
        throw CliFailure.usage("bench: options before it (expected: gapless bench, then its options)",
                "gapless bench --help");
    }
}
