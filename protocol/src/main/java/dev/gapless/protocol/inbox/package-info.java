/// What the inbox app of the fan-out role answers to gateways, over its internal port: which conversations of a user changed.
/// No client ever sees these; [dev.gapless.protocol.codec.InboxCodec] is their text.
@NullMarked
package dev.gapless.protocol.inbox;

import org.jspecify.annotations.NullMarked;
