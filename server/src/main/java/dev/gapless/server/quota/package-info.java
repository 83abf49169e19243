/// What workspaces and users may use in a second, and what happens to what is over. A send asks memory only; one thread settles with
/// the shards what was used ([dev.gapless.server.quota.Quotas]).
@NullMarked
package dev.gapless.server.quota;

import org.jspecify.annotations.NullMarked;
