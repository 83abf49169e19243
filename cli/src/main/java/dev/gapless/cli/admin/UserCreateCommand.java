package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreatedUser;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        aliases = "invite",
        description = {
            "Make a person or bot in a workspace, as an operator or as an admin of it.",
            "",
            "The token is kept in a file that only you can read, and a context is made for it; with -o json it is printed too."
                    + " The server shows it this once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless user create mia --workspace demo",
            "  gapless user create deploy-bot --workspace demo --bot --context deploy",
            "  gapless send '#general' 'here I am' --as mia"
        })
final class UserCreateCommand extends WriteCommand {
    @Parameters(paramLabel = "HANDLE", description = "Unique in the workspace; a @ is left out.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String handle;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspaceName;

    @Option(names = "--name", paramLabel = "TEXT", description = "As shown (default: the handle).")
    private @Nullable String name;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "member",
            description = "owner, admin, member or guest (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String role;

    @Option(names = "--bot", description = "A bot.")
    private boolean bot;

    @Option(names = "--context", paramLabel = "NAME", description = "Name of the context (default: the handle).")
    private @Nullable String contextName;

    @Option(names = "--server", paramLabel = "URL", description = "Gateway for the context (default: the operator's).")
    private @Nullable String server;

    UserCreateCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        String bare = handle.startsWith("@") ? handle.substring(1) : handle;
        Context operator = session.operatorContext();
        String workspace = workspaceName.slug(session);
        CreateUser wanted = new CreateUser(bare, name == null ? bare : name, bot ? "bot" : "person", role);
        CreatedUser created = admin().createUser(workspace, wanted, terms());
        if (options.dryRun()) {
            show(created.user(), () -> "created " + SafeText.line("@" + bare));
            return;
        }
        String context = freeName(contextName == null ? bare : contextName);
        Path tokenFile = session.contexts().saveToken(context, created.token());
        Context made = new Context(
                context,
                server == null ? operator.servers() : List.of(server),
                Optional.empty(),
                Optional.of(workspace),
                Optional.of(bare),
                Optional.of(tokenFile.toString()),
                Optional.empty());
        session.contexts().save(operator.authority().map(file -> made.believing(Path.of(file))).orElse(made));
        session.results()
                .one(created, () -> List.of("created " + SafeText.line("@" + bare) + "  " + created.user().id()));
        session.notice("token in " + tokenFile + "; next: gapless channel list --as " + context);
    }

    /// A name that no context has, so that none is overwritten.
    private String freeName(String wanted) {
        String free = wanted;
        for (int i = 2; session.contexts().find(free).isPresent(); i++) {
            free = wanted + "-" + i;
        }
        return free;
    }
}
