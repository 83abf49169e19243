/// What workspaces may use: dimensions, limits and what they do, and the plans that they come from.
@NullMarked
package dev.gapless.protocol.quota;

import org.jspecify.annotations.NullMarked;
