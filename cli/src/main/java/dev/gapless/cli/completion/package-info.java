/// Completion scripts for shells.
@NullMarked
package dev.gapless.cli.completion;

import org.jspecify.annotations.NullMarked;
