package dev.gapless.cli;

import dev.gapless.cli.admin.AdminCommands;
import dev.gapless.cli.bench.BenchBridge;
import dev.gapless.cli.channel.ChannelCommands;
import dev.gapless.cli.chat.ChatCommand;
import dev.gapless.cli.check.CheckCommands;
import dev.gapless.cli.completion.CompletionCommand;
import dev.gapless.cli.context.ContextCommands;
import dev.gapless.cli.declare.DeclareCommands;
import dev.gapless.cli.demo.DemoCommand;
import dev.gapless.cli.doctor.DoctorCommand;
import dev.gapless.cli.history.HistoryCommands;
import dev.gapless.cli.message.MessageCommands;
import dev.gapless.cli.scenario.ChaosCommands;
import dev.gapless.cli.scenario.ScenarioCommands;
import dev.gapless.cli.stack.StackCommands;
import dev.gapless.cli.talk.TalkCommands;
import dev.gapless.cli.top.TopCommand;
import dev.gapless.cli.trace.TraceCommand;
import dev.gapless.cli.unread.UnreadCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine;

/// All commands in their groups, as the help lists them.
final class CommandTree {
    /// Its script names all the others.
    private static final String COMPLETION = "completion";

    private CommandTree() {}

    /// The command line for these arguments: with all commands, or with the one that the first argument names, which is all that
    /// is needed then. Help and completion, and whatever does not begin with a command, see them all.
    static CommandLine build(GaplessCommand root, Session session, List<String> args) {
        Optional<CommandEntry> only = groups(session).values().stream()
                .flatMap(List::stream)
                .filter(entry -> !args.isEmpty() && entry.name().equals(args.getFirst()))
                .filter(entry -> !entry.name().equals(COMPLETION))
                .findFirst();
        if (only.isEmpty()) {
            return build(root, session);
        }
        CommandLine line = new CommandLine(root);
        add(line, only.get());
        return line;
    }

    /// The command line with all commands.
    static CommandLine build(GaplessCommand root, Session session) {
        CommandLine line = new CommandLine(root);
        SequencedMap<String, List<CommandEntry>> groups = groups(session);
        groups.values().forEach(entries -> entries.forEach(entry -> add(line, entry)));
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commandList(help, groups));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        return line;
    }

    private static void add(CommandLine line, CommandEntry entry) {
        Object command = entry.make().get();
        line.addSubcommand(entry.name(), command);
    }

    private static SequencedMap<String, List<CommandEntry>> groups(Session session) {
        SequencedMap<String, List<CommandEntry>> groups = new LinkedHashMap<>();
        List<CommandEntry> talk = new ArrayList<>(List.of(new CommandEntry("chat", () -> new ChatCommand(session))));
        talk.addAll(TalkCommands.all(session));
        talk.addAll(UnreadCommands.all(session));
        talk.addAll(MessageCommands.all(session));
        talk.addAll(HistoryCommands.all(session));
        talk.add(new CommandEntry("channel", () -> ChannelCommands.all(session)));
        groups.put("Talk", talk);
        List<CommandEntry> stack = new ArrayList<>(List.of(new CommandEntry("demo", () -> new DemoCommand(session))));
        stack.addAll(StackCommands.all(session));
        groups.put("Run a server here", stack);
        List<CommandEntry> setUp =
                new ArrayList<>(List.of(new CommandEntry("context", () -> ContextCommands.all(session))));
        setUp.add(new CommandEntry("sign-in", () -> ContextCommands.signIn(session)));
        setUp.addAll(AdminCommands.all(session));
        setUp.add(new CommandEntry("top", () -> new TopCommand(session)));
        setUp.add(new CommandEntry("trace", () -> new TraceCommand(session)));
        setUp.addAll(DeclareCommands.all(session));
        setUp.add(new CommandEntry("doctor", () -> new DoctorCommand(session)));
        setUp.add(new CommandEntry(COMPLETION, () -> new CompletionCommand(session)));
        groups.put("Set up", setUp);
        groups.put("Single roles, for production", StackCommands.roles(() -> AdminCommands.brokerLag(session)));
        groups.put(
                "Break and measure",
                List.of(
                        new CommandEntry("scenario", () -> ScenarioCommands.all(session)),
                        new CommandEntry("chaos", () -> ChaosCommands.all(session)),
                        new CommandEntry("check", () -> CheckCommands.all(session)),
                        new CommandEntry(BenchBridge.NAME, BenchBridge::new)));
        return groups;
    }

    private static String commandList(Help help, SequencedMap<String, List<CommandEntry>> groups) {
        StringBuilder list = new StringBuilder();
        groups.forEach((title, entries) -> {
            list.append(String.format("%n%s:%n", title));
            for (CommandEntry entry : entries) {
                Optional<String> description = Optional.ofNullable(help.commandSpec().subcommands().get(entry.name()))
                        .flatMap(child -> Arrays.stream(child.getCommandSpec().usageMessage().description())
                                .findFirst());
                list.append(String.format("  %-12s %s%n", entry.name(), description.orElse("")));
            }
        });
        return list.toString();
    }
}
