package dev.gapless.control.audit;

import dev.gapless.control.act.Acts;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.audit.AuditHead;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.audit.AuditEventTable;
import dev.gapless.schema.audit.AuditHeadTable;
import dev.gapless.schema.shard.Shards;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The record of acts in the admin API. Entries come with their hashes, so that whoever reads them can prove them himself
/// ([dev.gapless.protocol.audit.AuditCheck]).
public final class AuditRoutes {
    private static final Set<String> QUERY = Set.of("after", "before", "limit", "action", "actor", "outcome");

    private final Shards shards;

    public AuditRoutes(Shards shards) {
        this.shards = shards;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get("/admin/v1/audit", Guard.OPERATOR, QUERY, request -> page(request, Acts.INSTALLATION)),
                AdminRoute.get(
                        "/admin/v1/workspaces/{workspace}/audit", Guard.AUDITOR, QUERY,
                        request -> page(request, request.workspace())),
                AdminRoute.get("/admin/v1/workspaces/{workspace}/audit/{seq}", Guard.AUDITOR, Set.of(), this::one));
    }

    /// A page has the entries that match among the next `limit` ones, so that its cost does not depend on how many match.
    private AdminAnswer page(AdminRequest request, WorkspaceId workspace) {
        Optional<Long> before = request.number("before", 1, Long.MAX_VALUE);
        Optional<Long> after = request.number("after", 0, Long.MAX_VALUE);
        if (before.isPresent() && after.isPresent()) {
            throw GaplessException.invalidField("after, before", "both given", "at most one of the two");
        }
        int limit = request.limit();
        return shards.forWorkspace(workspace).read("audit.page", handle -> {
            // The head first: entries that come in between are then behind it, and an end is never taken for a hole.
            AuditHead head = AuditHeadTable.find(handle, workspace);
            List<AuditEntry> entries = before
                    .map(seq -> AuditEventTable.pageBefore(handle, workspace, seq, limit))
                    .orElseGet(() -> AuditEventTable.pageAfter(handle, workspace, after.orElse(0L), limit));
            Optional<Long> next =
                    entries.size() < limit ? Optional.empty() : Optional.of(entries.getLast().seq());
            return AdminAnswer.ok(new AuditPage(
                    entries.stream().filter(entry -> matches(request, entry)).toList(), head, next));
        });
    }

    private AdminAnswer one(AdminRequest request) {
        String text = request.path("seq");
        WorkspaceId workspace = request.workspace();
        return shards.forWorkspace(workspace)
                .read("audit.find", handle -> AuditEventTable.find(handle, workspace, seq(text)))
                .map(AdminAnswer::ok)
                .orElseThrow(() -> GaplessException.notFound("audit entry", text));
    }

    private static boolean matches(AdminRequest request, AuditEntry entry) {
        return request.query("action").map(action -> action(action, entry.action())).orElse(true)
                && request.query("actor").map(actor -> actor.equals(entry.actor())).orElse(true)
                && request.query("outcome").map(outcome -> outcome.equals(entry.outcome())).orElse(true);
    }

    /// A star at the end stands for anything.
    private static boolean action(String wanted, String action) {
        return wanted.endsWith("*")
                ? action.startsWith(wanted.substring(0, wanted.length() - 1))
                : action.equals(wanted);
    }

    private static long seq(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw GaplessException.invalidField("seq", text, "a whole number, 1 or more");
        }
    }
}
