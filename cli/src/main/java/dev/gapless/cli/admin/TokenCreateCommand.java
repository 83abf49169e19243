package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.CreateToken;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "Give a user one more token. It is shown this once, or written to a file that only you read.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless token create ada --workspace acme --label laptop --expires 90d --token-file ada.token",
            "  gapless token create ada --workspace acme --scope admin --token-file acme-admin.token"})
final class TokenCreateCommand extends UserCommand {
    @Option(names = "--label", paramLabel = "TEXT", description = "What people call it.")
    private @Nullable String label;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "user, bot, admin or auditor; may be given several times (default: user, or bot for a bot).")
    private List<String> scopes = List.of();

    @Option(names = "--expires", paramLabel = "SPAN", description = "How long it is valid (default: for ever).")
    private @Nullable String expires;

    @Option(names = "--token-file", paramLabel = "FILE", description = "Write the token to this new file.")
    private @Nullable Path file;

    TokenCreateCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        Optional<Long> ttlMs = Optional.ofNullable(expires).map(text -> Spans.millis("--expires", text));
        Optional<List<String>> wanted = scopes.isEmpty() ? Optional.empty() : Optional.of(scopes);
        show(
                admin().createToken(
                        workspace(), user(), new CreateToken(Optional.ofNullable(label), wanted, ttlMs), terms()),
                file);
    }
}
