package dev.gapless.cli.doctor;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.cli.output.Colour;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// Checks of this machine.
final class LocalChecks {
    private static final int MIN_JAVA = 25;

    private LocalChecks() {}

    static Finding java() {
        int version = Runtime.version().feature();
        String detail = "Java " + Runtime.version() + ", " + System.getProperty("java.home");
        return version >= MIN_JAVA
                ? Finding.ok("java", detail)
                : Finding.failed("java", detail, "install a JDK " + MIN_JAVA + " or later, or set GAPLESS_JAVA_HOME");
    }

    static Finding terminal(Session session) {
        String term = session.world().variable("TERM").orElse("not set");
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"), StandardCharsets.US_ASCII);
        String detail = "TERM " + term + ", "
                + (session.world().out().terminal() ? "a terminal" : "no terminal (a pipe or file)") + ", colours "
                + (session.colour(session.world().out()) == Colour.ON ? "on" : "off") + ", " + charset;
        boolean needsUtf8 = session.world().out().terminal() && !charset.equals(StandardCharsets.UTF_8);
        return needsUtf8
                ? Finding.failed("terminal", detail, "export LC_ALL=C.UTF-8 (or another UTF-8 locale)")
                : Finding.ok("terminal", detail);
    }

    static Finding config(Session session) {
        Path directory = session.world().configDirectory();
        try {
            int count = session.contexts().list().size();
            return count > 0
                    ? Finding.ok("config", directory + ", contexts: " + count)
                    : Finding.failed("config", directory + ": no contexts", "gapless up, or gapless context add NAME");
        } catch (CliFailure failure) {
            return Finding.failed("config", failure.what(), failure.next());
        }
    }

    static Finding context(Session session) {
        try {
            Context context = session.context();
            return Finding.ok(
                    "context",
                    context.name() + context.handle().map(handle -> ", @" + handle).orElse("")
                            + context.workspace().map(workspace -> " in " + workspace).orElse(""));
        } catch (CliFailure failure) {
            return Finding.failed("context", failure.what(), failure.next());
        }
    }

    static Finding token(Context context) {
        try {
            context.secret();
        } catch (CliFailure failure) {
            return Finding.failed("token", failure.what(), failure.next());
        }
        if (context.tokenFile().isEmpty()) {
            return Finding.ok("token", "in the context");
        }
        Path file = Path.of(context.tokenFile().get());
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            boolean open = permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"));
            return open
                    ? Finding.failed("token", file + ": others may read it", "chmod 600 " + file)
                    : Finding.ok("token", file.toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.ok("token", file + ", permissions not known");
        }
    }
}
