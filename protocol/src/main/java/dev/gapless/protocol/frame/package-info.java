/// The frames of the WebSocket protocol `gapless.v1`: closed choices of records, one per frame type.
///
/// [ClientFrame] is what a device sends, [ServerFrame] what a gateway answers or pushes. JSON forms are made and read by
/// [dev.gapless.protocol.codec.FrameCodec] and listed in docs/reference/protocol.md.
@NullMarked
package dev.gapless.protocol.frame;

import org.jspecify.annotations.NullMarked;
