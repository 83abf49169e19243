package dev.gapless.server.policy;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.posting.WriteGate;
import dev.gapless.server.quota.Quotas;

/// Lets the writes of active workspaces through, and the sends that are within their limits. Asks memory only, once a workspace is
/// known. Any thread may call.
public final class PolicyGate implements WriteGate {
    private final Policies policies;
    private final Quotas quotas;

    public PolicyGate(Policies policies, Quotas quotas) {
        this.policies = policies;
        this.quotas = quotas;
    }

    @Override
    public void admitSend(Identity caller) {
        policies.requireWritable(caller.workspace());
        quotas.admitSend(caller);
    }

    @Override
    public void admitWrite(WorkspaceId workspace) {
        policies.requireWritable(workspace);
    }
}
