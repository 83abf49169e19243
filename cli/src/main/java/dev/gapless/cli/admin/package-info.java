/// Workspaces and users, as an operator makes them through the control plane.
@NullMarked
package dev.gapless.cli.admin;

import org.jspecify.annotations.NullMarked;
