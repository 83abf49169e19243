package dev.gapless.server;

import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.schema.shard.ShardException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The data plane as a process of its own: `ServerMain --config FILE`, a properties file with the keys of [ServerConfig#KEYS].
///
/// Prints `ready <port>` on standard output once it listens, and works until it is told to stop (SIGTERM); then it drains. Exit
/// codes: 2 for wrong usage or settings, 5 if the port is taken, 7 if the unsharded database is out of reach, 70 if it stops by itself.
public final class ServerMain {
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 7;
    private static final int INTERNAL = 70;
    private static final long LOOK_EVERY_MS = 500;

    private ServerMain() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, System.out, System.err));
    }

    private static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        if (args.length != 2 || !args[0].equals("--config")) {
            err.println("usage: server --config FILE");
            return USAGE;
        }
        Settings settings;
        Optional<PlantedBug> bug;
        try {
            settings = Settings.parse(Files.readString(Path.of(args[1]))).allowOnly(ServerConfig.KEYS);
            bug = PlantedBug.of(
                    System.getProperty(PlantedBug.PROPERTY, ""),
                    PlantedBug.loopback(ServerConfig.from(settings).http().host()));
        } catch (IOException e) {
            err.println("config: " + args[1] + " cannot be read: " + e.getMessage());
            return USAGE;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return USAGE;
        }
        return work(settings, bug, out, err);
    }

    private static int work(Settings settings, Optional<PlantedBug> bug, PrintStream out, PrintStream err)
            throws InterruptedException {
        GatewayServer server;
        try {
            server = GatewayServer.start(settings, bug);
        } catch (PortTakenException e) {
            err.println(e.getMessage());
            return PortTakenException.EXIT_CODE;
        } catch (ShardException | IllegalStateException e) {
            err.println(e.getMessage());
            return UNREACHABLE;
        }
        CountDownLatch asked = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> {
                    asked.countDown();
                    server.close();
                },
                "server-stop"));
        out.println("ready " + server.port());
        out.flush();
        while (!asked.await(LOOK_EVERY_MS, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            if (!server.running()) {
                err.println("gateway stopped by itself; see the log");
                return INTERNAL;
            }
        }
        return 0;
    }
}
