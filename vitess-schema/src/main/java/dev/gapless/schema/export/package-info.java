/// Files of exports, kept in the workspace's own shard until they are fetched.
@NullMarked
package dev.gapless.schema.export;

import org.jspecify.annotations.NullMarked;
