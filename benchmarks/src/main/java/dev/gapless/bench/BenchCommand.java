package dev.gapless.bench;

import picocli.CommandLine.Command;

/// `gapless bench`.
@Command(
        name = "bench",
        description = "Measure a stack of its own on this machine: sends, delivery, fan-out, idle connections.",
        subcommands = {BenchSend.class, BenchDeliver.class, BenchFanout.class, BenchConnect.class},
        synopsisSubcommandLabel = "(send | deliver | fanout | connect)",
        mixinStandardHelpOptions = true)
public final class BenchCommand {}
