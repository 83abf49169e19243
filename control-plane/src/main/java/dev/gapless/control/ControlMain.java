package dev.gapless.control;

import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.config.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control plane as a process of its own: `ControlMain --config FILE`, a properties file with the keys of
/// [ControlConfig#roleKeys].
///
/// Prints `ready port=N` on standard output once it listens, and works until it is told to stop (SIGTERM). Exit codes: 2 for wrong
/// usage or settings, 5 if the port is taken, 70 if it cannot start.
public final class ControlMain {
    private static final Logger log = LoggerFactory.getLogger(ControlMain.class);
    private static final int USAGE = 2;
    private static final int INTERNAL = 70;

    private ControlMain() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, System.out, System.err));
    }

    private static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        if (args.length != 2 || !args[0].equals("--config")) {
            err.println("usage: control --config FILE");
            return USAGE;
        }
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (ControlServer server =
                ControlServer.start(
                        Settings.parse(Files.readString(Path.of(args[1]))).allowOnly(ControlConfig.roleKeys()))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitStop(stop, stopped), "control-stop"));
            out.println("ready port=" + server.port());
            out.flush();
            stop.await();
        } catch (IOException e) {
            err.println("config: " + args[1] + " cannot be read: " + e.getMessage());
            return USAGE;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return USAGE;
        } catch (PortTakenException e) {
            err.println(e.getMessage());
            return PortTakenException.EXIT_CODE;
        } catch (ControlException e) {
            err.println(e.getMessage());
            return INTERNAL;
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private static void awaitStop(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            log.warn("Control plane is ended before its connections are closed", e);
            Thread.currentThread().interrupt();
        }
    }
}
