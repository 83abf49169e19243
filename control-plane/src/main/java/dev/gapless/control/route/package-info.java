/// Fan-out classes of channels: heat makes a channel hot and lets it go ([Temperature], [RouteKeeper]), operators pin one for a while
/// ([RoutePins]), and [RouteBook] says why a channel is what it is. What is watched over is a row of the unsharded database; the class
/// itself is the channel's, and changes with an event at a seq.
@NullMarked
package dev.gapless.control.route;

import org.jspecify.annotations.NullMarked;
