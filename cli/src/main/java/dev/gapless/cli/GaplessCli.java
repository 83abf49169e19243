package dev.gapless.cli;

import dev.gapless.cli.bench.BenchBridge;
import dev.gapless.cli.output.ClosedSinkException;
import dev.gapless.cli.output.Colour;
import dev.gapless.cli.output.Sink;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The entry point of the `gapless` command. Its exit codes are [ExitCode].
public final class GaplessCli {
    private static final int HELP_COLUMNS = 100;

    private GaplessCli() {}

    public static void main(String[] args) {
        Sink out = new Sink(new FileOutputStream(FileDescriptor.out), isTerminal(1));
        if (args.length == 1 && args[0].equals("--version")) {
            out.line(Version.text());
            return;
        }
        Surroundings world = new Surroundings(
                new FileInputStream(FileDescriptor.in),
                out,
                new Sink(new FileOutputStream(FileDescriptor.err), isTerminal(2)),
                isTerminal(0),
                System.getenv(),
                home(System.getenv("HOME")),
                Clock.system(ZoneId.systemDefault()),
                new SecureRandom());
        LogSetup.prepare(
                args.length == 0 ? "" : args[0],
                world.err().terminal(),
                world.variable("GAPLESS_DEBUG").isPresent());
        System.exit(run(world, List.of(args)));
    }

    /// Runs one command line.
    ///
    /// @return number of an [ExitCode]
    public static int run(Surroundings world, List<String> args) {
        GaplessCommand root = new GaplessCommand();
        Session session = new Session(world, root);
        try {
            HelpWriter help = new HelpWriter(world.out());
            UnaryOperator<CommandLine> dress = line -> prepare(line, session).setOut(new PrintWriter(help));
            int code = !args.isEmpty() && args.getFirst().equals(BenchBridge.NAME)
                    ? BenchBridge.run(args.subList(1, args.size()), dress)
                    : dress.apply(CommandTree.build(root, session, args)).execute(args.toArray(String[]::new));
            return help.closed ? ExitCode.CLOSED_OUTPUT.number() : code;
        } catch (RuntimeException e) {
            return FailureReport.report(session, e).number();
        }
    }

    private static CommandLine prepare(CommandLine line, Session session) {
        Ansi ansi = session.colour(session.world().out()) == Colour.ON ? Ansi.ON : Ansi.OFF;
        return line.setErr(new PrintWriter(new HelpWriter(session.world().err())))
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_COLUMNS)
                .setParameterExceptionHandler((mistake, args) -> mistake(session, mistake))
                .setExecutionExceptionHandler((thrown, at, result) -> {
                    if (thrown instanceof ParameterException mistake) {
                        return mistake(session, mistake);
                    }
                    return FailureReport.report(session, thrown).number();
                });
    }

    /// A command line that was not understood: what is wrong with it, and the nearest thing that is right.
    private static int mistake(Session session, ParameterException mistake) {
        String command = mistake.getCommandLine().getCommandSpec().qualifiedName();
        String next = command + " --help";
        if (mistake instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
            next = "did you mean " + String.join(" or ", unmatched.getSuggestions()) + "? See " + command + " --help";
        }
        if (mistake.getCause() instanceof CliFailure failure) {
            return FailureReport.report(session, failure).number();
        }
        String message = String.valueOf(mistake.getMessage()).lines().findFirst().orElse("not understood");
        return FailureReport.report(session, CliFailure.usage(message, next)).number();
    }

    /// `$HOME`, as every other program takes it; the JDK asks the password file instead.
    private static Path home(@Nullable String variable) {
        return variable != null && Path.of(variable).isAbsolute()
                ? Path.of(variable)
                : Path.of(System.getProperty("user.home", "."));
    }

    /// Whether a file descriptor is a terminal: told by what `/proc` links it to, which costs no native code; where there is no
    /// `/proc`, by the JDK's console, which speaks for input and output together.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        }
    }

    /// Where picocli prints help; remembers that nobody reads it instead of failing.
    private static final class HelpWriter extends Writer {
        private final Sink sink;
        private boolean closed;

        HelpWriter(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(char[] characters, int offset, int length) {
            try {
                sink.text(new String(characters, offset, length));
            } catch (ClosedSinkException e) {
                closed = true;
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
