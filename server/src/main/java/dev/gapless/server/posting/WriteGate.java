package dev.gapless.server.posting;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.server.auth.Identity;

/// Decides who may write to the log, before anything is queued. Any thread may call.
public interface WriteGate {
    /// Lets everything through.
    WriteGate OPEN = new WriteGate() {
        @Override
        public void admitSend(Identity caller) {}

        @Override
        public void admitWrite(WorkspaceId workspace) {}
    };

    /// Passes if the caller may send a message now.
    ///
    /// @throws dev.gapless.protocol.error.GaplessException to refuse
    void admitSend(Identity caller);

    /// Passes if the workspace may be written to now.
    ///
    /// @throws dev.gapless.protocol.error.GaplessException to refuse
    void admitWrite(WorkspaceId workspace);
}
