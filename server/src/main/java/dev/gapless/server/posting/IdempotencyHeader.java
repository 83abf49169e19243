package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.server.http.ApiRequest;
import java.util.Optional;

/// The header in which a caller names what it does.
public final class IdempotencyHeader {
    private static final String NAME = "Idempotency-Key";

    private IdempotencyHeader() {}

    /// The key.
    ///
    /// @throws GaplessException `missing-key` or `invalid-field`
    public static IdempotencyKey of(ApiRequest request) {
        return find(request)
                .orElseThrow(() -> new GaplessException(
                        ErrorCode.MISSING_KEY, NAME + ": missing (expected: the sender's own name for this send)"));
    }

    /// The key, where it may be left out.
    ///
    /// @throws GaplessException `invalid-field`
    public static Optional<IdempotencyKey> find(ApiRequest request) {
        return request.header(NAME).map(text -> {
            try {
                return new IdempotencyKey(text);
            } catch (IllegalArgumentException e) {
                throw new GaplessException(ErrorCode.INVALID_FIELD, NAME + ": " + e.getMessage());
            }
        });
    }
}
