package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option `--workspace` of operators' commands.
public final class WorkspaceOption {
    @Option(
            names = "--workspace",
            paramLabel = "SLUG",
            description = "The workspace (default: that of the context, else demo).")
    private @Nullable String workspace;

    /// The workspace given, else that of the context, else `demo`.
    String slug(Session session) {
        return slug(session, Optional.ofNullable(workspace));
    }

    /// The same for an option that means more than this one.
    static String slug(Session session, Optional<String> given) {
        return given.or(() -> session.operatorContext().workspace()).orElse("demo");
    }
}
