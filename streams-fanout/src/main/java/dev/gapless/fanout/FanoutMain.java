package dev.gapless.fanout;

import dev.gapless.protocol.config.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fan-out as a process of its own: `FanoutMain --config FILE`, a properties file with the keys of [FanoutConfig#KEYS].
///
/// Makes the topics if they are absent, prints `ready` on standard output once its tasks run, and works until it is told to
/// stop (SIGTERM). Exit codes: 2 for wrong usage or settings, 7 if Kafka is out of reach, 70 if the app stops by itself.
public final class FanoutMain {
    private static final Logger log = LoggerFactory.getLogger(FanoutMain.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 7;
    private static final int INTERNAL = 70;

    private FanoutMain() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args, System.out, System.err));
    }

    private static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        if (args.length != 2 || !args[0].equals("--config")) {
            err.println("usage: fanout --config FILE");
            return USAGE;
        }
        FanoutConfig config;
        try {
            config = FanoutConfig.from(Settings.parse(Files.readString(Path.of(args[1]))).allowOnly(FanoutConfig.KEYS));
        } catch (IOException e) {
            err.println("config: " + args[1] + " cannot be read: " + e.getMessage());
            return USAGE;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return USAGE;
        }
        try {
            TopicSetup.ensure(config.bootstrap(), config.channelPartitions(), config.gatewaySlots());
        } catch (FanoutException e) {
            err.println(e.getMessage());
            return UNREACHABLE;
        }
        return work(config, out, err);
    }

    private static int work(FanoutConfig config, PrintStream out, PrintStream err) throws InterruptedException {
        try (FanoutApp app = FanoutApp.start(config)) {
            if (config.port() == 0) {
                return awaitStop(app, out, err);
            }
            try (FanoutDoor door = FanoutDoor.open(config.host(), config.port(), app)) {
                log.info("Fan-out shows health and metrics on {}:{}", config.host(), door.port());
                return awaitStop(app, out, err);
            }
        } catch (FanoutException e) {
            err.println(e.getMessage());
            return INTERNAL;
        }
    }

    private static int awaitStop(FanoutApp app, PrintStream out, PrintStream err) throws InterruptedException {
        AtomicBoolean asked = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> {
                    asked.set(true);
                    stop(app);
                },
                "fanout-stop"));
        boolean told = false;
        while (!app.awaitStopped(told ? Duration.ofHours(1) : LOOK_AGAIN)) {
            if (!told && app.healthy()) {
                out.println("ready");
                out.flush();
                told = true;
            }
        }
        if (asked.get()) {
            return 0;
        }
        err.println("fan-out stopped by itself; see the log");
        return INTERNAL;
    }

    /// Called from the shutdown hook while the main thread still waits in its own block.
    private static void stop(AutoCloseable app) {
        try (app) {
            log.info("Fan-out stops");
        } catch (Exception e) {
            log.warn("Fan-out did not stop cleanly", e);
        }
    }
}
