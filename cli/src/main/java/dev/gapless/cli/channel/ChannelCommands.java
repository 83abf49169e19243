package dev.gapless.cli.channel;

import dev.gapless.cli.Session;
import dev.gapless.cli.Subcommands;
import dev.gapless.cli.admin.AdminCommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `gapless channel`: channels and their members.
@Command(name = "channel",
        description = "Channels: list, create, join, leave, members, rename, archive; as an admin also get, set and import.")
public final class ChannelCommands extends Subcommands {
    private ChannelCommands() {}

    /// The command with its subcommands.
    public static CommandLine all(Session session) {
        CommandLine line = group(
                new ChannelCommands(),
                new ChannelListCommand(session),
                new ChannelCreateCommand(session),
                new ChannelJoinCommand(session),
                new ChannelLeaveCommand(session),
                new ChannelMembersCommand(session),
                new ChannelRenameCommand(session),
                new ChannelSetClassCommand(session),
                new ChannelArchiveCommand(session),
                new ChannelUnarchiveCommand(session));
        AdminCommands.channel(session).forEach(line::addSubcommand);
        return line;
    }
}
