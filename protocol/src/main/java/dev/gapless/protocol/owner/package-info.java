/// How a gateway hands the sends of a hot channel to the gateway that owns it: [dev.gapless.protocol.owner.OwnerBatch] there,
/// [dev.gapless.protocol.owner.OwnerAnswer] back, as JSON between gateways of one installation. No client ever sees these.
@NullMarked
package dev.gapless.protocol.owner;

import org.jspecify.annotations.NullMarked;
