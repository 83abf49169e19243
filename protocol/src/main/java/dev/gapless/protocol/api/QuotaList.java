package dev.gapless.protocol.api;

import java.util.List;

/// The limits of a workspace and of its users.
public record QuotaList(List<QuotaView> quotas) {
    public QuotaList {
        quotas = List.copyOf(quotas);
    }
}
