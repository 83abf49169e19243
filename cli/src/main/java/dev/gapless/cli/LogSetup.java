package dev.gapless.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.logging.LogManager;

/// Log configuration, made when the first logger is made and not before (the JDK calls this class by name). Commands of people
/// log nothing, so that no line falls into a screen or a pipe; roles log to standard error, one line each.
public final class LogSetup {
    private static final String LEVEL = "gapless.log";
    private static final String CHOSEN_BY_USER = "java.util.logging.config.file";
    private static final Set<String> ROLES = Set.of("up", "server", "fanout", "control", "broker");

    /// Called by the log manager.
    public LogSetup() throws IOException {
        String own = Optional.ofNullable(System.getProperty(LEVEL)).orElse("OFF");
        String others = own.equals("INFO") ? "WARNING" : own;
        String configuration =
                """
                handlers=java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level=ALL
                java.util.logging.ConsoleHandler.formatter=java.util.logging.SimpleFormatter
                java.util.logging.SimpleFormatter.format=%%1$tFT%%1$tT.%%1$tL%%1$tz %%4$s %%3$s %%5$s%%6$s%%n
                .level=%s
                dev.gapless.level=%s
                """
                        .formatted(others, own);
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)));
    }

    /// Chooses the level for a command; nothing is loaded yet.
    ///
    /// @param command first argument
    static void prepare(String command, boolean watched, boolean debug) {
        if (System.getProperty(CHOSEN_BY_USER) != null) {
            return;
        }
        String level = debug ? "INFO" : !ROLES.contains(command) ? "OFF" : watched ? "WARNING" : "INFO";
        System.setProperty(LEVEL, level);
        System.setProperty("java.util.logging.config.class", LogSetup.class.getName());
    }
}
