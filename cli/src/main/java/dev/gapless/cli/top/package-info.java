/// `gapless top`: how everything is doing, on one screen. [TopState] is what is shown and how, [Panel] a table of it, [TopScreen]
/// makes lines of it, [TopShell] owns the terminal.
@NullMarked
package dev.gapless.cli.top;

import org.jspecify.annotations.NullMarked;
