/// Work that goes on after its request: removal, export, import, purge. A job is a row on its workspace's shard; the control plane that
/// holds the lease works on all open ones in slices ([dev.gapless.control.job.JobRunner]), and whichever comes after it
/// goes on where the row says.
@NullMarked
package dev.gapless.control.job;

import org.jspecify.annotations.NullMarked;
