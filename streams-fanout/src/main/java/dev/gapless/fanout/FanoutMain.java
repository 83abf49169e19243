package dev.gapless.fanout;

import dev.gapless.fanout.heat.HeatApp;
import dev.gapless.fanout.heat.HeatConfig;
import dev.gapless.fanout.inbox.InboxApp;
import dev.gapless.fanout.inbox.InboxConfig;
import dev.gapless.fanout.inbox.InboxException;
import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.inbox.HeatRoute;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.protocol.trace.TraceQuestion;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fan-out role as a process of its own: `FanoutMain --config FILE`, a properties file with the keys of [#KEYS].
///
/// Makes the topics if they are absent, starts the fan-out and beside it heat and the inbox, prints `ready` on standard output once the tasks
/// of the fan-out run, and works until it is told to stop (SIGTERM). The inbox is not waited for: without it counts come from the
/// shards. Exit codes: 2 for wrong usage or settings, 5 if a port is taken, 7 if Kafka is out of reach, 70 if the app stops by itself.
public final class FanoutMain {
    /// All settings of the role.
    public static final List<ConfigKey<?>> KEYS =
            Stream.of(FanoutConfig.KEYS, InboxConfig.KEYS, HeatConfig.KEYS)
                    .<ConfigKey<?>>flatMap(List::stream)
                    .toList();

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
        InboxConfig inbox;
        HeatConfig heat;
        Optional<PlantedBug> bug;
        try {
            Settings settings = Settings.parse(Files.readString(Path.of(args[1]))).allowOnly(KEYS);
            config = FanoutConfig.from(settings);
            inbox = InboxConfig.from(settings);
            heat = HeatConfig.from(settings);
            bug = PlantedBug.of(
                    System.getProperty(PlantedBug.PROPERTY, ""), PlantedBug.loopback(config.host()));
        } catch (IOException e) {
            err.println("config: " + args[1] + " cannot be read: " + e.getMessage());
            return USAGE;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return USAGE;
        }
        try {
            TopicSetup.ensure(
                    config.bootstrap(), config.kafkaClient(), config.channelPartitions(), config.gatewaySlots());
        } catch (FanoutException e) {
            err.println(e.getMessage());
            return UNREACHABLE;
        }
        return work(config, inbox, heat, bug, out, err);
    }

    private static int work(
            FanoutConfig config, InboxConfig inboxConfig, HeatConfig heatConfig, Optional<PlantedBug> bug,
            PrintStream out, PrintStream err)
            throws InterruptedException {
        try (FanoutApp app = FanoutApp.start(config, bug);
                Heat heat = Heat.start(heatConfig);
                Inbox inbox = Inbox.start(inboxConfig, heat, app)) {
            if (config.port() == 0) {
                return awaitStop(app, heat, inbox, out, err);
            }
            try (FanoutDoor door = FanoutDoor.open(
                    new FanoutDoor.Place(config.host(), config.port(), config.tls()), app,
                    inbox.app().map(InboxApp::counts), heat.app().map(HeatApp::counts), bug)) {
                log.info("Fan-out shows health and metrics on {}:{}", config.host(), door.port());
                return awaitStop(app, heat, inbox, out, err);
            }
        } catch (PortTakenException e) {
            err.println(e.getMessage());
            return PortTakenException.EXIT_CODE;
        } catch (FanoutException | InboxException e) {
            err.println(e.getMessage());
            return INTERNAL;
        }
    }

    /// What counts which channels are hot, if it is to run at all.
    private record Heat(Optional<HeatApp> app) implements AutoCloseable {
        static Heat start(HeatConfig config) {
            return new Heat(config.enabled() ? Optional.of(HeatApp.start(config)) : Optional.empty());
        }

        /// Pages on the internal port: its own, and that of the fan-out beside it.
        Map<String, Function<String, Object>> pages(FanoutApp fanout) {
            Map<String, Function<String, Object>> pages = new HashMap<>();
            pages.put(
                    TraceQuestion.PATH, query -> fanout.traces().answer(TraceQuestion.parse(query), Clock.systemUTC()));
            app.ifPresent(heat -> pages.put(HeatRoute.PATH, query -> heat.board().view()));
            return pages;
        }

        @Override
        public void close() {
            app.ifPresent(HeatApp::close);
        }
    }

    /// The inbox, if it is to run at all.
    private record Inbox(Optional<InboxApp> app) implements AutoCloseable {
        static Inbox start(InboxConfig config, Heat heat, FanoutApp fanout) {
            return new Inbox(
                    config.enabled()
                            ? Optional.of(InboxApp.start(config, Clock.systemUTC(), heat.pages(fanout)))
                            : Optional.empty());
        }

        @Override
        public void close() {
            app.ifPresent(InboxApp::close);
        }
    }

    private static int awaitStop(FanoutApp app, Heat heat, Inbox inbox, PrintStream out, PrintStream err)
            throws InterruptedException {
        AtomicBoolean asked = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> {
                    asked.set(true);
                    stop(inbox);
                    stop(heat);
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
