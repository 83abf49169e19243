package dev.gapless.schema.workspace;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// An access token, of which only the hash is kept.
///
/// @param workspace the tenant
/// @param hash SHA-256 of the whole token text; not to be changed
/// @param id made by [dev.gapless.protocol.id.IdGenerator]; names the token to people
/// @param user whose it is
/// @param role role of the user in the workspace
/// @param scopes what it may be used for, such as `user`, `bot`
/// @param label what people call it
/// @param createdAt when it was made
/// @param expiresAt when it ends by itself
/// @param revokedAt when it was ended
@SuppressWarnings("ArrayRecordComponent") // The hash goes in and out of statements; tokens are not compared.
public record AccessTokenRow(
        WorkspaceId workspace,
        byte[] hash,
        long id,
        UserId user,
        MemberRole role,
        Set<String> scopes,
        String label,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {
    public AccessTokenRow {
        scopes = Set.copyOf(scopes);
    }

    /// True if the token may be used at this time.
    public boolean validAt(Instant now) {
        return revokedAt.isEmpty() && (expiresAt.isEmpty() || now.isBefore(expiresAt.get()));
    }
}
