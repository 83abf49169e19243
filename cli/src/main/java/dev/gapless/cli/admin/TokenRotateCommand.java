package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.RotateToken;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rotate",
        description = "Make a token like an old one, which ends at once or after an overlap.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless token rotate robo K06Y79SHGZZW00 --workspace acme --overlap 1h --token-file robo.token"})
final class TokenRotateCommand extends UserCommand {
    @Parameters(index = "1", paramLabel = "TOKEN", description = "Id of the token, as token list shows it.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String token;

    @Option(names = "--overlap", paramLabel = "SPAN", description = "How long the old one stays valid (default: not).")
    private @Nullable String overlap;

    @Option(names = "--token-file", paramLabel = "FILE", description = "Write the token to this new file.")
    private @Nullable Path file;

    TokenRotateCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        Optional<Long> overlapMs = Optional.ofNullable(overlap).map(text -> Spans.millis("--overlap", text));
        show(admin().rotateToken(workspace(), user(), token, new RotateToken(overlapMs), terms()), file);
    }
}
