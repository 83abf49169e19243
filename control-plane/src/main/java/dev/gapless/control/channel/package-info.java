/// Channels of a workspace, as its admins and operators see and set them. Bodies of messages are not among it.
@NullMarked
package dev.gapless.control.channel;

import org.jspecify.annotations.NullMarked;
