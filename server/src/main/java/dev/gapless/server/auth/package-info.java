/// Who is asking: tokens are checked on one shard, and become an [Identity] that every other feature takes.
@NullMarked
package dev.gapless.server.auth;

import org.jspecify.annotations.NullMarked;
