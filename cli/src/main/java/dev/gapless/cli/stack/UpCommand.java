package dev.gapless.cli.stack;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.devstack.DevStack;
import dev.gapless.devstack.DevStackOptions;
import dev.gapless.devstack.DevStackOptions.DatabaseProcesses;
import dev.gapless.devstack.DevStackOptions.Existing;
import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.devstack.StackState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Start a whole server here: MariaDB, Kafka and all roles, on loopback.",
            "",
            "The first start makes the workspace `demo` with ada, lin, grace and the bot robo, #general and #random, and a"
                    + " context for each of them. Data outlive restarts and kill -9. Ctrl-C stops it in order."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless up                                  in this terminal",
            "  gapless up --detach                         in the background; gapless down stops it",
            "  gapless up --fresh --yes                    from scratch",
            "  gapless up --gateways 2 --db-processes per-shard --data /tmp/stack"
        })
final class UpCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private DataDirectory data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the first gateway, 0 for a free one (default: that of the last start here, else 7400).")
    private @Nullable Integer port;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Port of the control plane, 0 for a free one (default: that of the last start here, else 7401).")
    private @Nullable Integer adminPort;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description = "Database shards, 1 to 64; fixed by the first start (default: as they are, at first 2).")
    private @Nullable Integer shards;

    @Option(
            names = "--db-processes",
            paramLabel = "WHICH",
            description = "One database server for all shards (shared) or one each (per-shard); fixed by the first start"
                    + " (default: as it is, at first shared).")
    private @Nullable String databaseProcesses;

    @Option(
            names = "--gateways",
            paramLabel = "N",
            defaultValue = "1",
            description = "Gateways, 1 to 8; more than one run as processes of their own (default: ${DEFAULT-VALUE}).")
    private int gateways;

    @Option(
            names = "--processes",
            description = "Run the gateway, the broker and the control plane as processes of their own, so that each can be"
                    + " killed.")
    private boolean processes;

    @Option(
            names = "--tls",
            description = "Speak TLS on every port, with certificates of an authority of the stack's own, which its contexts believe.")
    private boolean tls;

    @Option(names = "--detach", description = "Go on in the background once it is ready.")
    private boolean detach;

    @Option(names = "--fresh", description = "Delete what an earlier run left, after asking.")
    private boolean fresh;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path directory = data.path(session);
        DevStackOptions options = options(directory);
        refuseSecondStack(directory);
        if (fresh && Files.exists(directory)) {
            confirmFresh(directory);
        }
        if (detach) {
            new Detached(session, directory).run(childArguments(directory));
            return ExitCode.OK.number();
        }
        return foreground(options);
    }

    private int foreground(DevStackOptions options) throws InterruptedException {
        try (DevStack stack = start(options)) {
            StackContexts.write(session, stack.state());
            StackNews.ready(session, stack.state(), "");
            // Ctrl-C and SIGTERM end the JVM; the stack's own hook stops it in order.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> session.notice("stopping…"), "stop-notice"));
            new CountDownLatch(1).await();
        }
        return ExitCode.OK.number();
    }

    private DevStack start(DevStackOptions options) {
        return DevStack.start(
                options.withProgress(line -> session.notice("· " + line)),
                session.world().clock(),
                session.world().random());
    }

    private DevStackOptions options(Path directory) {
        try {
            Placement placement = processes ? Placement.PROCESS : Placement.THIS_JVM;
            DevStackOptions kept = DevStackOptions.in(directory, data.cache(session));
            DevStackOptions shape = fresh
                    ? kept.withShards(DevStackOptions.DEFAULT_SHARDS, DatabaseProcesses.SHARED)
                    : kept;
            DevStackOptions doors = tls ? shape.withTls() : shape;
            return doors.withPorts(orLast(port), orLast(adminPort))
                    .withShards(shards == null ? shape.shards() : shards, databaseProcesses(shape))
                    .withBroker(placement)
                    .withGateways(gateways, placement)
                    .withControl(placement)
                    .withExisting(fresh ? Existing.DISCARD : Existing.KEEP);
        } catch (IllegalArgumentException e) {
            throw CliFailure.usage(String.valueOf(e.getMessage()), "gapless up --help");
        }
    }

    private static int orLast(@Nullable Integer given) {
        if (given != null && given < 0) {
            throw new IllegalArgumentException("port: " + given + " (expected: 0 to 65535)");
        }
        return given == null ? DevStackOptions.LAST_PORT : given;
    }

    private DatabaseProcesses databaseProcesses(DevStackOptions shape) {
        if (databaseProcesses == null) {
            return shape.databaseProcesses();
        }
        return switch (databaseProcesses) {
            case "shared" -> DatabaseProcesses.SHARED;
            case "per-shard" -> DatabaseProcesses.PER_SHARD;
            default ->
                throw CliFailure.usage(
                        "--db-processes: " + databaseProcesses + " (expected: shared or per-shard)",
                        "gapless up --help");
        };
    }

    private void refuseSecondStack(Path directory) {
        StackState.read(directory).filter(StackState::alive).ifPresent(state -> {
            throw new CliFailure(
                    ExitCode.CONFLICT,
                    "already-up",
                    directory + ": a server runs on it, pid " + state.pid() + " at " + state.servers().getFirst()
                            + " (expected: none)",
                    "gapless status" + data.argument(session) + ", or gapless down" + data.argument(session));
        });
    }

    private void confirmFresh(Path directory) {
        if (yes) {
            return;
        }
        if (!session.mayAsk()) {
            throw CliFailure.usage("--fresh: deletes " + directory + " (expected: --yes with it)", "add --yes");
        }
        session.world().err().text("Delete everything in " + directory + "? [y/N] ");
        try {
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(session.world().in(), StandardCharsets.UTF_8));
            String line = answer.readLine();
            if (line == null || !line.strip().equalsIgnoreCase("y")) {
                throw new CliFailure(ExitCode.FAILED, "not-confirmed", "nothing was deleted", "run it without --fresh");
            }
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "not-confirmed", "no answer could be read", "add --yes");
        }
    }

    private List<String> childArguments(Path directory) {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--data",
                directory.toString(),
                "--gateways",
                Integer.toString(gateways)));
        if (shards != null) {
            arguments.addAll(List.of("--shards", Integer.toString(shards)));
        }
        if (databaseProcesses != null) {
            arguments.addAll(List.of("--db-processes", databaseProcesses));
        }
        if (port != null) {
            arguments.addAll(List.of("--port", Integer.toString(port)));
        }
        if (adminPort != null) {
            arguments.addAll(List.of("--admin-port", Integer.toString(adminPort)));
        }
        if (processes) {
            arguments.add("--processes");
        }
        if (tls) {
            arguments.add("--tls");
        }
        if (fresh) {
            arguments.addAll(List.of("--fresh", "--yes"));
        }
        return arguments;
    }
}
