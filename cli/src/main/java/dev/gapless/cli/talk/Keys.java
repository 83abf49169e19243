package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.protocol.id.IdempotencyKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Idempotency keys of commands: the one that was given, or a random one.
public final class Keys {
    private static final int KEY_BYTES = 16;

    private Keys() {}

    /// The key of one run.
    ///
    /// @param given what `--key` says; null for a random one
    public static IdempotencyKey of(Session session, @Nullable String given) {
        if (given == null) {
            byte[] bytes = new byte[KEY_BYTES];
            session.world().random().nextBytes(bytes);
            return new IdempotencyKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        try {
            return new IdempotencyKey(given);
        } catch (IllegalArgumentException e) {
            throw CliFailure.usage("--" + e.getMessage(), "choose another key");
        }
    }
}
