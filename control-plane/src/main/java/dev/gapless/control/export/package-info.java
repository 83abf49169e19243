/// Copies of workspaces: a job makes files, which are kept in the workspace's shard until they are fetched, a week at most.
@NullMarked
package dev.gapless.control.export;

import org.jspecify.annotations.NullMarked;
