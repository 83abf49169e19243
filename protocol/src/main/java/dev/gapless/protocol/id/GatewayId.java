package dev.gapless.protocol.id;

/// One run of a gateway process: its slot (which is its partition of `gapless.deliveries`) and the epoch in which it
/// holds that slot. A later run in the same slot has a higher epoch, so what is left of the earlier one is told apart.
///
/// @param slot 0 to 1023
/// @param epoch 1 or more, rises with every acquisition of the slot
public record GatewayId(int slot, long epoch) {
    public GatewayId {
        if (slot < 0 || slot >= IdGenerator.NODES) {
            throw new IllegalArgumentException("slot: " + slot + " (expected: 0 to " + (IdGenerator.NODES - 1) + ")");
        }
        if (epoch < 1) {
            throw new IllegalArgumentException("gateway epoch: " + epoch + " (expected: >= 1)");
        }
    }

    @Override
    public String toString() {
        return "gw-" + slot + "." + epoch;
    }
}
