/// The only module that knows a table: DDL, VSchema, the router from ids to shards, and every SQL statement.
///
/// Start at [dev.gapless.schema.shard.Shards] (which database holds what), [dev.gapless.schema.log.ChannelLog] (how a send becomes
/// durable) and [dev.gapless.schema.statement.StatementCatalog] (all statements, with reach, index and bound). Two keyspaces:
/// ```
/// gapless_global (unsharded)      gapless (sharded)
///   workspace_directory             by workspace            workspace, access_token, unique_name
///   lease                           by (workspace, channel) channel, event, channel_member, outbox
///   gateway_slot                    by (workspace, user)    chat_user, user_channel
/// ```
/// docs/internals/data-model.md has the columns and the append transaction.
@NullMarked
package dev.gapless.schema;

import org.jspecify.annotations.NullMarked;
