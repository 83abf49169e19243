package dev.gapless.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that only holds others: alone it is a mistake, and says which there are.
public abstract class Subcommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    /// A command line of a group and its members.
    public static CommandLine group(Subcommands group, Object... members) {
        CommandLine line = new CommandLine(group);
        for (Object member : members) {
            line.addSubcommand(member);
        }
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no subcommand given (expected: " + String.join(", ", spec.subcommands().keySet()) + ")");
    }
}
