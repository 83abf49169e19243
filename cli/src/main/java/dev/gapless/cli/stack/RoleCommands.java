package dev.gapless.cli.stack;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Single roles, each in a process of its own, over databases and brokers that run elsewhere. The command line knows their
/// entry points by name only: it stays outside the modules of the server.
final class RoleCommands {
    private RoleCommands() {}

    /// What the roles have in common.
    abstract static class Role implements Callable<Integer> {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Settings, one `name = value` a line; docs/reference/config.md lists them. Needed.")
        @SuppressWarnings("NullAway.Init") // looked at in call; picocli would also ask subcommands for it
        Path config;

        @Override
        public Integer call() throws Exception {
            if (config == null) {
                throw CliFailure.usage("--config: missing (expected: a file with settings)",
                        "docs/reference/config.md");
            }
            if (!Files.isReadable(config)) {
                throw CliFailure.usage("--config: " + config + " (expected: a readable file)",
                        "docs/reference/config.md");
            }
            return run();
        }

        abstract int run() throws Exception;

        /// Runs a main class; a role that returns from it works on in its own threads, until a signal ends the JVM.
        static int host(String mainClass, List<String> arguments) throws Exception {
            try {
                Class.forName(mainClass)
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) arguments.toArray(String[]::new));
            } catch (ClassNotFoundException e) {
                throw new CliFailure(
                        ExitCode.INTERNAL, "no-role", mainClass + ": not in this distribution", "build it again");
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
            new CountDownLatch(1).await();
            return ExitCode.OK.number();
        }
    }

    @Command(
            name = "server",
            description = "Run one gateway: HTTP, WebSocket, lanes, history.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless server --config gateway.properties"})
    static final class ServerCommand extends Role {
        @Override
        int run() throws Exception {
            return host("dev.gapless.server.ServerMain", List.of("--config", config.toString()));
        }
    }

    @Command(
            name = "fanout",
            description = "Run one fan-out process: the Kafka Streams application.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless fanout --config fanout.properties"})
    static final class FanoutCommand extends Role {
        @Override
        int run() throws Exception {
            return host("dev.gapless.fanout.FanoutMain", List.of("--config", config.toString()));
        }
    }

    @Command(
            name = "control",
            description = "Run the control plane: the admin API.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless control --config control.properties"})
    static final class ControlCommand extends Role {
        @Override
        int run() throws Exception {
            return host("dev.gapless.control.ControlMain", List.of("--config", config.toString()));
        }
    }

    @Command(
            name = "broker",
            description = {
                "Run one Kafka broker on loopback, for development; production has its own cluster.",
                "",
                "Settings: broker.directory, broker.port (9092), broker.controller-port (9093)."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  gapless broker --config broker.properties"})
    static final class BrokerCommand extends Role {
        @Override
        int run() throws Exception {
            Properties settings = new Properties();
            try (Reader reader = Files.newBufferedReader(config, StandardCharsets.UTF_8)) {
                settings.load(reader);
            } catch (IOException e) {
                throw CliFailure.usage("--config: " + config + " cannot be read", "docs/reference/config.md");
            }
            String directory = settings.getProperty("broker.directory");
            if (directory == null) {
                throw CliFailure.usage("broker.directory: missing (expected: where the broker keeps its log)",
                        "add it");
            }
            return host(
                    "dev.gapless.devstack.kafka.BrokerMain",
                    List.of(
                            directory,
                            settings.getProperty("broker.port", "9092"),
                            settings.getProperty("broker.controller-port", "9093")));
        }
    }
}
