package dev.gapless.cli;

import dev.gapless.cli.admin.AdminCommands;
import dev.gapless.cli.bench.BenchBridge;
import dev.gapless.cli.channel.ChannelCommands;
import dev.gapless.cli.chat.ChatCommand;
import dev.gapless.cli.completion.CompletionCommand;
import dev.gapless.cli.context.ContextCommands;
import dev.gapless.cli.demo.DemoCommand;
import dev.gapless.cli.doctor.DoctorCommand;
import dev.gapless.cli.history.HistoryCommands;
import dev.gapless.cli.stack.StackCommands;
import dev.gapless.cli.talk.TalkCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/// All commands in their groups, as the help lists them.
final class CommandTree {
    private CommandTree() {}

    /// The command line with all commands.
    static CommandLine build(GaplessCommand root, Session session) {
        CommandLine line = new CommandLine(root);
        SequencedMap<String, List<String>> groups = new LinkedHashMap<>();
        groups(session).forEach((title, commands) -> {
            List<String> names = new ArrayList<>();
            for (Object command : commands) {
                CommandLine child = command instanceof CommandLine made ? made : new CommandLine(command);
                line.addSubcommand(child);
                names.add(child.getCommandName());
            }
            groups.put(title, names);
        });
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commandList(help, groups));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        return line;
    }

    private static SequencedMap<String, List<Object>> groups(Session session) {
        SequencedMap<String, List<Object>> groups = new LinkedHashMap<>();
        List<Object> talk = new ArrayList<>(List.of(new ChatCommand(session)));
        talk.addAll(TalkCommands.all(session));
        talk.add(HistoryCommands.history(session));
        talk.add(HistoryCommands.replay(session));
        talk.add(ChannelCommands.all(session));
        groups.put("Talk", talk);
        List<Object> stack = new ArrayList<>(List.of(new DemoCommand(session)));
        stack.addAll(StackCommands.all(session));
        groups.put("Run a server here", stack);
        List<Object> setUp = new ArrayList<>(List.of(ContextCommands.all(session)));
        setUp.addAll(AdminCommands.all(session));
        setUp.add(new DoctorCommand(session));
        setUp.add(new CompletionCommand(session));
        groups.put("Set up", setUp);
        groups.put("Single roles, for production", StackCommands.roles());
        groups.put("Measure", List.of(new BenchBridge()));
        return groups;
    }

    private static String commandList(Help help, SequencedMap<String, List<String>> groups) {
        StringBuilder list = new StringBuilder();
        groups.forEach((title, names) -> {
            list.append(String.format("%n%s:%n", title));
            for (String name : names) {
                Optional<String> description = Optional.ofNullable(help.commandSpec().subcommands().get(name))
                        .flatMap(child -> Arrays.stream(child.getCommandSpec().usageMessage().description()).findFirst());
                list.append(String.format("  %-12s %s%n", name, description.orElse("")));
            }
        });
        return list.toString();
    }
}
