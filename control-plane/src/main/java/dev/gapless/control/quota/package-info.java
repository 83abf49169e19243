/// Limits of workspaces and users: which holds and why, what was used, what another would have done.
@NullMarked
package dev.gapless.control.quota;

import org.jspecify.annotations.NullMarked;
