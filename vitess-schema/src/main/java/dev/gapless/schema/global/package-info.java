/// The unsharded keyspace: workspace directory, leases, gateway slots.
@NullMarked
package dev.gapless.schema.global;

import org.jspecify.annotations.NullMarked;
