package dev.gapless.control.act;

import dev.gapless.protocol.id.IdempotencyKey;
import java.util.Optional;
import java.util.OptionalLong;

/// What comes with every write.
///
/// @param dryRun true to be told what would happen, without it happening
/// @param reason why, for the record
/// @param resourceVersion the write is refused if what it changes has another version by now
/// @param key names the write, so that a repetition is told from a second one
/// @param fingerprint SHA-256 of what is asked for, not to be changed
@SuppressWarnings("ArrayRecordComponent") // The hash goes into a statement; terms are not compared.
public record Terms(
        boolean dryRun, String reason, OptionalLong resourceVersion, Optional<IdempotencyKey> key,
        byte[] fingerprint) {}
