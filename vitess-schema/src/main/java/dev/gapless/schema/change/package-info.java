/// Numbered, forward-only schema changes, applied to each database and recorded in its table `schema_change`.
///
/// Entry: [dev.gapless.schema.change.SchemaChanges]. The changes are resources: `schema/global/*.sql`, `schema/sharded/*.sql`.
@NullMarked
package dev.gapless.schema.change;

import org.jspecify.annotations.NullMarked;
