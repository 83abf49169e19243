/// The log of a channel: read it, prove it whole, play it again.
@NullMarked
package dev.gapless.cli.history;

import org.jspecify.annotations.NullMarked;
