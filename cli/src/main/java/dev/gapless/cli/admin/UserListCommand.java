package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.api.UserView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List the people and bots of a workspace: your own, or with --workspace any, as an operator.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless user list", "  gapless user list --workspace acme --as admin"})
final class UserListCommand implements Runnable {
    private static final int MAX_ROWS = 10_000;

    private final Session session;

    @Option(names = "--workspace", paramLabel = "SLUG", description = "The workspace, as an operator.")
    private @Nullable String workspace;

    UserListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Function<Listing, UserList> pages = pages();
        List<UserView> users = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            UserList list = pages.apply(page);
            users.addAll(list.users());
            if (list.next().isEmpty() || users.size() >= MAX_ROWS) {
                break;
            }
            page = page.after(list.next().get());
        }
        session.results().many(users, () -> {
            Table table = Table.of("HANDLE", "NAME", "KIND", "ROLE", "ID");
            users.forEach(row -> table.row("@" + row.handle(), row.displayName(), row.kind(), row.role(), row.id()));
            return table;
        });
    }

    private Function<Listing, UserList> pages() {
        if (workspace == null) {
            return Workspace.open(session).api()::users;
        }
        String slug = workspace;
        Context operator = session.operatorContext();
        AdminClient admin = AdminCommands.admin(session, operator);
        return page -> admin.users(slug, page);
    }
}
