/// What a device keeps between runs: [dev.gapless.client.store.PositionStore] (how far it came in each channel) and
/// [dev.gapless.client.store.OutboxStore] (sends without a definite answer). Each in memory and as files; one contract test
/// runs against both.
@NullMarked
package dev.gapless.client.store;

import org.jspecify.annotations.NullMarked;
