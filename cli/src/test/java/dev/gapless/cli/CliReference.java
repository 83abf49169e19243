package dev.gapless.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Writes docs/reference/cli.md from the commands themselves.
final class CliReference {
    private CliReference() {}

    static String text(Path home) {
        GaplessCommand root = new GaplessCommand();
        CommandLine line = CommandTree.build(root, new Session(new TestWorld(home).surroundings(""), root));
        List<String> lines = new ArrayList<>(List.of(
                "# The command line",
                "",
                "Made from the commands by `CliReference`; a test fails when it is stale"
                        + " (`mvn test -pl cli -am -Dgapless.docs.write=true` writes it anew).",
                "",
                "Results go to standard output, everything else to standard error. `-o json` prints one JSON document, `-o jsonl` one"
                        + " object per line, with the names and values of the HTTP API; events are printed exactly as on the wire.",
                "",
                "## Options of every command",
                ""));
        line.getCommandSpec().options().forEach(option -> lines.add(option(option)));
        lines.addAll(List.of("", "## Exit codes", "", "| code | meaning |", "|---|---|"));
        Arrays.stream(ExitCode.values())
                .forEach(code -> lines.add("| " + code.number() + " | " + code.meaning() + " |"));
        lines.addAll(List.of(
                "",
                "An error is two lines: `error: <what> (code <code>)` and `next: <what to do>`. `GAPLESS_DEBUG=1` adds a stack trace.",
                "",
                "## Environment",
                "",
                "| variable | meaning |",
                "|---|---|",
                "| `GAPLESS_CONTEXT` | context used when `--as` is not given |",
                "| `GAPLESS_OUTPUT` | format used when `-o` is not given |",
                "| `GAPLESS_DEBUG` | set: stack traces and logs on standard error |",
                "| `NO_COLOR`, `TERM=dumb` | no colours; a dumb terminal also gives `chat` plain lines |",
                "| `FORCE_COLOR` | colours also into a pipe |",
                "| `XDG_CONFIG_HOME`, `XDG_STATE_HOME`, `XDG_CACHE_HOME` | where contexts, data and unpacked binaries are |",
                "",
                "## Commands"));
        line.getSubcommands().values().stream().sorted((a, b) -> a.getCommandName().compareTo(b.getCommandName()))
                .forEach(child -> command(child, lines));
        return String.join("\n", lines) + "\n";
    }

    private static void command(CommandLine line, List<String> lines) {
        CommandSpec spec = line.getCommandSpec();
        lines.addAll(List.of("", "### `" + spec.qualifiedName() + "`", ""));
        lines.addAll(List.of(spec.usageMessage().description()));
        if (spec.aliases().length > 0) {
            lines.addAll(List.of("", "Also: `" + String.join("`, `", spec.aliases()) + "`."));
        }
        List<String> details = new ArrayList<>();
        spec.positionalParameters().forEach(parameter -> details.add(parameter(parameter)));
        spec.options().stream().filter(option -> !option.inherited()).forEach(option -> details.add(option(option)));
        if (!details.isEmpty()) {
            lines.add("");
            lines.addAll(details);
        }
        if (spec.usageMessage().footer().length > 0) {
            lines.addAll(List.of("", "```console"));
            Arrays.stream(spec.usageMessage().footer())
                    .forEach(example -> lines.add(example.replaceFirst("^ {2}", "")));
            lines.add("```");
        }
        // A command is there once under each of its names.
        new LinkedHashSet<>(line.getSubcommands().values()).forEach(child -> command(child, lines));
    }

    private static String parameter(PositionalParamSpec parameter) {
        return "* `" + parameter.paramLabel() + "`" + (parameter.required() ? "" : " (optional)") + ": "
                + String.join(" ", parameter.description());
    }

    private static String option(OptionSpec option) {
        String names = String.join("`, `", option.names());
        String value = option.typeInfo().isBoolean() ? "" : " " + option.paramLabel();
        String description = Ansi.OFF.string(String.join(" ", option.description()))
                .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()));
        return "* `" + names + value + "`" + (option.required() ? " (required)" : "") + ": " + description;
    }
}
