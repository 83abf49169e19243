package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.TokenList;
import dev.gapless.protocol.api.TokenView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `token list` and `user sessions`: a session is what one token opens.
@Command(
        name = "list",
        description = "List the tokens of a user, without their texts; each is what one session signs in with.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless token list ada --workspace acme", "  gapless user sessions ada --workspace acme"})
final class TokenListCommand implements Runnable {
    private static final int MAX_ROWS = 10_000;

    private final Session session;
    private final boolean validOnly;

    @Parameters(paramLabel = "USER", description = "Handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String user;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    private TokenListCommand(Session session, boolean validOnly) {
        this.session = session;
        this.validOnly = validOnly;
    }

    /// All tokens, ended ones too.
    static TokenListCommand all(Session session) {
        return new TokenListCommand(session, false);
    }

    /// Those that open something.
    static TokenListCommand sessions(Session session) {
        return new TokenListCommand(session, true);
    }

    @Override
    public void run() {
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        String bare = user.startsWith("@") ? user.substring(1) : user;
        String slug = workspace.slug(session);
        List<TokenView> tokens = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            TokenList list = admin.tokens(slug, bare, page);
            list.tokens().stream()
                    .filter(token -> !validOnly || token.state().equals("valid"))
                    .forEach(tokens::add);
            if (list.next().isEmpty() || tokens.size() >= MAX_ROWS) {
                break;
            }
            page = page.after(list.next().get());
        }
        session.results().many(tokens, () -> {
            Table table = Table.of("ID", "STATE", "SCOPES", "LABEL", "CREATED", "EXPIRES");
            tokens.forEach(row -> table.row(
                    row.id(),
                    row.state(),
                    String.join(",", row.scopes()),
                    row.label(),
                    Instant.ofEpochMilli(row.createdMs()),
                    row.expiresMs().map(ms -> Instant.ofEpochMilli(ms).toString()).orElse("never")));
            return table;
        });
    }
}
