package dev.gapless.bench;

import picocli.CommandLine.Command;

/// `gapless bench`.
@Command(
        name = "bench",
        description = {
            "Measure a stack of its own on this machine: sends, delivery, fan-out, idle connections, syncs, reconnects, read",
            "positions, the inbox."
        },
        subcommands = {
            BenchSend.class,
            BenchDeliver.class,
            BenchFanout.class,
            BenchConnect.class,
            BenchSync.class,
            BenchStorm.class,
            BenchCursors.class,
            BenchInbox.class
        },
        synopsisSubcommandLabel = "(send | deliver | fanout | connect | sync | storm | cursors | inbox)",
        mixinStandardHelpOptions = true)
public final class BenchCommand {}
