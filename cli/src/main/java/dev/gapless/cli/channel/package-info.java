/// Channels and their members.
@NullMarked
package dev.gapless.cli.channel;

import org.jspecify.annotations.NullMarked;
