package dev.gapless.server.http;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.inbox.InboxRoute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/// The secret of internal ports, which other roles of the installation show in [InboxRoute#SECRET_HEADER]. Read whenever it is needed,
/// since its file may be made later, or anew. Any thread.
public final class InternalSecret {
    private static final int SECRET_MIN = 16;

    private final Optional<Path> file;

    /// @param file holds it; empty: nobody is let in
    public InternalSecret(Optional<Path> file) {
        this.file = file;
    }

    /// The secret; empty if there is none, or one that is too short or that no header can hold.
    public Optional<String> text() {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file.get(), StandardCharsets.UTF_8).strip())
                    .filter(text -> text.length() >= SECRET_MIN && text.chars().allMatch(c -> c > ' ' && c < 127));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Passes if the request shows the secret.
    ///
    /// @param path of the endpoint, for the message
    /// @throws GaplessException `no-such-endpoint` to whoever does not know it
    public void require(ApiRequest request, String path) {
        byte[] given = request.header(InboxRoute.SECRET_HEADER).orElse("").getBytes(StandardCharsets.UTF_8);
        if (!text().filter(secret -> MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given))
                .isPresent()) {
            throw new GaplessException(
                    ErrorCode.NO_SUCH_ENDPOINT, "path: " + path + " (expected: one of openapi.yaml)");
        }
    }
}
