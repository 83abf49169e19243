/// How long things are kept, what holds them, and the removal itself.
///
/// Two steps. First `min_seq` of a channel is raised, which takes a prefix of its log from everybody's sight: one row, changed
/// in one short transaction. Later, when whoever read the old head is done, the rows below it go, in batches that lock nothing that a
/// send needs ([dev.gapless.schema.retention.Trims]). In between `trimming` has the channel, so that whoever goes on knows where.
@NullMarked
package dev.gapless.schema.retention;

import org.jspecify.annotations.NullMarked;
