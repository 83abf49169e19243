/// What workspaces may use ([dev.gapless.schema.quota.QuotaLimitTable]), what all gateways together have left
/// ([dev.gapless.schema.quota.QuotaLedger]), and what was used ([dev.gapless.schema.quota.QuotaUsageTable]).
@NullMarked
package dev.gapless.schema.quota;

import org.jspecify.annotations.NullMarked;
