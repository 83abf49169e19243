/// Work that goes on after the request that asked for it: one row per job, with what was wanted and how far it is.
@NullMarked
package dev.gapless.schema.job;

import org.jspecify.annotations.NullMarked;
