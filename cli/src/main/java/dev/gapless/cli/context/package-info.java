/// Contexts: who to be and which servers to ask. One file each under `$XDG_CONFIG_HOME/gapless/contexts`, readable by the owner
/// only; [dev.gapless.cli.context.ContextStore] is the entry.
@NullMarked
package dev.gapless.cli.context;

import org.jspecify.annotations.NullMarked;
