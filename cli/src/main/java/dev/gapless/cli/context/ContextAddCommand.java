package dev.gapless.cli.context;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        description = {
            "Add or replace a context.",
            "",
            "The token is read from its file each time it is needed. It is never taken from the command line, where every"
                    + " process of the machine could read it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless context add work --server https://chat.example.com --workspace acme --handle ada \\",
            "      --token-file ~/.config/gapless/work.token",
            "  gapless context add ops --admin https://admin.example.com --token-file ~/ops.token"
        })
final class ContextAddCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Name of the context.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    @Option(names = "--server", paramLabel = "URL", description = "Base URL of a gateway; may be given several times.")
    private List<String> servers = List.of();

    @Option(names = "--admin", paramLabel = "URL", description = "Base URL of the control plane, for operators.")
    private @Nullable String admin;

    @Option(names = "--workspace", paramLabel = "SLUG", description = "The workspace, for people to see.")
    private @Nullable String workspace;

    @Option(names = "--handle", paramLabel = "HANDLE", description = "Who you are there, for people to see.")
    private @Nullable String handle;

    @Option(names = "--token-file", paramLabel = "FILE", required = true, description = "File with the token.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private Path tokenFile;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM file of the authority behind the servers' certificates (default: those that Java knows).")
    private @Nullable Path authority;

    ContextAddCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (servers.isEmpty() && admin == null) {
            throw CliFailure.usage("context " + name + ": no address (expected: --server or --admin)", "add one");
        }
        servers.forEach(ContextAddCommand::checkUrl);
        Optional.ofNullable(admin).ifPresent(ContextAddCommand::checkUrl);
        Context given = new Context(
                name,
                servers,
                Optional.ofNullable(admin),
                Optional.ofNullable(workspace),
                Optional.ofNullable(handle),
                Optional.of(tokenFile.toAbsolutePath().normalize().toString()),
                Optional.empty());
        Context context = authority == null ? given : given.believing(authority);
        context.secret();
        context.trust();
        session.contexts().save(context);
        if (session.contexts().current().isEmpty()) {
            session.contexts().use(name);
        }
        session.notice("added " + name + "; next: gapless doctor --as " + name);
    }

    /// @throws CliFailure unless it is the address of a web server
    static void checkUrl(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw badUrl(url);
        }
        throw badUrl(url);
    }

    private static CliFailure badUrl(String url) {
        return CliFailure.usage("url: " + url + " (expected: http://HOST:PORT or https://HOST)", "correct the address");
    }
}
