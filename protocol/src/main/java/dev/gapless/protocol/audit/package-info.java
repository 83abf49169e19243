/// The record of administrative acts as values: entries, and the hash chain by which anybody who has them can prove that none is
/// missing and none was changed.
@NullMarked
package dev.gapless.protocol.audit;

import org.jspecify.annotations.NullMarked;
