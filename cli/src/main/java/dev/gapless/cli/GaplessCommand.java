package dev.gapless.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command itself: global options, and help when nothing else was asked for.
@Command(
        name = "gapless",
        description = "Messages that arrive: a durable, dense log per channel, live to every reader.",
        versionProvider = Version.class,
        footerHeading = "%nBegin with:%n",
        footer = {
            "  gapless demo                             see it work, and the proof that it did (a minute)",
            "  gapless up --detach                      start a server here",
            "  gapless chat '#general' --as ada         talk; --as lin in another terminal",
            "  gapless send '#general' 'hello' --as lin",
            "  gapless COMMAND --help                   options and examples of a command"
        })
final class GaplessCommand extends GlobalOptions implements Runnable {
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    @Spec
    CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // set by picocli before run
    GaplessCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given (expected: one of those above)");
    }
}
