/// Send, follow, catch up: the commands of a conversation that need no screen.
@NullMarked
package dev.gapless.cli.talk;

import org.jspecify.annotations.NullMarked;
