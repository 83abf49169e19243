/// The databases: one pool pair per shard, whole-transaction retry, and one classifier of what a database can answer.
///
/// Entry: [dev.gapless.schema.shard.Shards]. A dead shard refuses within the connect timeout and comes back by itself.
@NullMarked
package dev.gapless.schema.shard;

import org.jspecify.annotations.NullMarked;
