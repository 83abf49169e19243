/// The record of administrative acts: per workspace a dense, hash-chained list ([dev.gapless.schema.audit.AuditLog] writes it, in
/// the act's own transaction), and the answers of writes that came with an idempotency key.
@NullMarked
package dev.gapless.schema.audit;

import org.jspecify.annotations.NullMarked;
