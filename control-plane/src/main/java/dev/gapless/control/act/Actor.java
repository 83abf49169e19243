package dev.gapless.control.act;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.IdText;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.Set;

/// Who asks something of the control plane.
public sealed interface Actor {
    /// First letter of a token's id.
    char TOKEN_PREFIX = 'K';

    /// As the record of acts names who it was.
    String text();

    /// As the record of acts names the token that was shown.
    String session();

    /// Whoever holds the installation's operator token.
    record Operator() implements Actor {
        @Override
        public String text() {
            return "operator";
        }

        @Override
        public String session() {
            return "operator";
        }
    }

    /// A user of a workspace, with a token for administration. Knows of that workspace only.
    ///
    /// @param workspace whose user it is
    /// @param role in the workspace
    /// @param scopes of the token
    /// @param token its id
    record Member(WorkspaceId workspace, UserId user, MemberRole role, Set<String> scopes, long token)
            implements Actor {
        public Member {
            scopes = Set.copyOf(scopes);
        }

        @Override
        public String text() {
            return user.text();
        }

        @Override
        public String session() {
            return IdText.format(TOKEN_PREFIX, token);
        }

        /// True if it may change the workspace's people and tokens.
        public boolean administers() {
            return scopes.contains("admin") && (role == MemberRole.OWNER || role == MemberRole.ADMIN);
        }

        /// True if it may read the workspace's record.
        public boolean audits() {
            return administers() || (scopes.contains("auditor") && role != MemberRole.GUEST);
        }
    }

    /// The control plane itself, when it does what is due or finishes what somebody asked for. Never comes in by the door.
    record ControlPlane() implements Actor {
        @Override
        public String text() {
            return "control-plane";
        }

        @Override
        public String session() {
            return "-";
        }
    }

    /// What changes the classes of channels by how busy they are, and ends what was decided for a while. It never calls the API.
    record Heat() implements Actor {
        @Override
        public String text() {
            return "heat";
        }

        @Override
        public String session() {
            return "-";
        }
    }

    /// Somebody without a valid token.
    record Nobody() implements Actor {
        @Override
        public String text() {
            return "nobody";
        }

        @Override
        public String session() {
            return "-";
        }
    }
}
