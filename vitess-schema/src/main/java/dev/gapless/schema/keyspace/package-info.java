/// From ids to places: keyspace ids exactly as Vitess's vindexes `xxhash` and `multicol` make them, and ranges of them.
///
/// The first four bytes of a keyspace id are the hash of the workspace, so a workspace is one contiguous range; the other
/// four spread its channels and users. Entry: [dev.gapless.schema.keyspace.KeyspaceRouter].
@NullMarked
package dev.gapless.schema.keyspace;

import org.jspecify.annotations.NullMarked;
