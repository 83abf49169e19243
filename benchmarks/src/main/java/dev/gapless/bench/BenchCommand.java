package dev.gapless.bench;

import picocli.CommandLine.Command;

/// `gapless bench`.
@Command(
        name = "bench",
        description = {
            "Measure a stack of its own on this machine: sends, delivery, fan-out, idle connections, syncs, reconnects, read",
            "positions, the inbox, limits, traces, loud neighbours, a hot channel, retention; or prove unread counts under kills."
        },
        subcommands = {
            BenchSend.class,
            BenchDeliver.class,
            BenchFanout.class,
            BenchConnect.class,
            BenchSync.class,
            BenchStorm.class,
            BenchCursors.class,
            BenchInbox.class,
            BenchQuota.class,
            BenchTrace.class,
            BenchNeighbour.class,
            BenchHot.class,
            BenchHeat.class,
            BenchAdmin.class,
            BenchRetention.class,
            BenchUnread.class
        },
        synopsisSubcommandLabel = "(send | deliver | fanout | connect | sync | storm | cursors | inbox | quota | trace | neighbour | hot | heat | admin | retention"
                + " | unread)",
        mixinStandardHelpOptions = true)
public final class BenchCommand {}
