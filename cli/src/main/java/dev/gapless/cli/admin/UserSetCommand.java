package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.protocol.api.ChangeUser;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "set",
        description = "Change the name or the role of a user; a new role holds at once.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless user set lin --workspace acme --role admin"})
final class UserSetCommand extends UserCommand {
    @Option(names = "--name", paramLabel = "TEXT", description = "As shown.")
    private @Nullable String name;

    @Option(names = "--role", paramLabel = "ROLE", description = "owner, admin, member or guest.")
    private @Nullable String role;

    UserSetCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        if (name == null && role == null) {
            throw CliFailure.usage("set: nothing to change (expected: --name or --role)", "add one");
        }
        show(admin().changeUser(
                workspace(), user(), new ChangeUser(Optional.ofNullable(name), Optional.ofNullable(role)), terms()));
    }
}
