/// A WebSocket client for load only: one selector thread drives thousands of connections, frames are cut out of one buffer
/// per connection, and nothing is allocated per frame. It must cost less than what it measures (docs/decisions/0080).
@NullMarked
package dev.gapless.bench.socket;

import org.jspecify.annotations.NullMarked;
