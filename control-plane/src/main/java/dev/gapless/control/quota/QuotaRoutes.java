package dev.gapless.control.quota;

import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.control.user.Users;
import dev.gapless.protocol.api.PutQuota;
import dev.gapless.protocol.api.QuotaList;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaDimension.Measure;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLimitRow;
import java.util.List;
import java.util.Set;

/// Quotas in the admin API. A workspace's admins see them; only the operator changes them.
public final class QuotaRoutes {
    private static final String ALL = "/admin/v1/workspaces/{workspace}/quotas";
    private static final String ONE = ALL + "/{dimension}";
    private static final String EACH_USER = "each-user";
    private static final String WORKSPACE = "workspace";

    private final Users users;
    private final QuotaReads reads;
    private final QuotaChanges changes;

    public QuotaRoutes(Users users, QuotaReads reads, QuotaChanges changes) {
        this.users = users;
        this.reads = reads;
        this.changes = changes;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get(
                        ALL, Guard.ADMIN, Set.of(),
                        request -> AdminAnswer.ok(new QuotaList(reads.all(request.workspace())))),
                AdminRoute.get(
                        ONE, Guard.ADMIN, Set.of("subject"),
                        request -> AdminAnswer.ok(
                                reads.explain(request.workspace(), subject(request), dimension(request)))),
                AdminRoute.write("PUT", ONE, Guard.OPERATOR, "quota.set", this::set).taking("subject"),
                AdminRoute.write(
                        "DELETE", ONE, Guard.OPERATOR, "quota.delete",
                        request -> changes.delete(
                                request.write(), request.workspace(), subject(request), dimension(request)))
                        .taking("subject"),
                AdminRoute.get(ONE + "/simulation", Guard.ADMIN, Set.of("amount", "hours"), this::simulate));
    }

    private AdminAnswer set(AdminRequest request) {
        PutQuota body = request.body(PutQuota.class);
        QuotaState state = QuotaState.find(body.state())
                .orElseThrow(() -> GaplessException.invalidField("state", body.state(), "off, dark, soft or hard"));
        QuotaLimit limit = new QuotaLimit(state, amount("amount", body.amount()));
        QuotaDimension dimension = dimension(request);
        if (dimension.measure() == Measure.COUNT && state == QuotaState.SOFT) {
            throw GaplessException.invalidField("state", body.state(), "off, dark or hard: nothing to wait for");
        }
        return changes.set(request.write(), request.workspace(), subject(request), dimension, limit);
    }

    private AdminAnswer simulate(AdminRequest request) {
        long amount = request.number("amount", 1, QuotaLimit.MAX)
                .orElseThrow(() -> GaplessException.invalidField("amount", "missing", "1 or more a second"));
        long hours = request.number("hours", 1, 24).orElse(24L);
        QuotaDimension dimension = dimension(request);
        if (dimension.measure() == Measure.COUNT) {
            throw GaplessException.invalidField("dimension", dimension.text(), "one that is so many in a second");
        }
        return AdminAnswer.ok(reads.simulate(request.workspace(), dimension, amount, hours));
    }

    private long subject(AdminRequest request) {
        String text = request.query("subject").orElse(WORKSPACE);
        if (!text.equals(WORKSPACE) && !dimension(request).ofUsers()) {
            throw GaplessException.invalidField("subject", text, "workspace");
        }
        return switch (text) {
            case WORKSPACE -> QuotaLimitRow.WORKSPACE;
            case EACH_USER -> QuotaLimitRow.EACH_USER;
            default -> users.find(request.workspace(), text).user().value();
        };
    }

    private static QuotaDimension dimension(AdminRequest request) {
        String text = request.path("dimension");
        return QuotaDimension.find(text)
                .orElseThrow(() -> GaplessException.invalidField(
                        "dimension", text, String.join(" or ", QuotaDimension.texts())));
    }

    private static long amount(String field, long amount) {
        if (amount < 1 || amount > QuotaLimit.MAX) {
            throw GaplessException.invalidField(field, Long.toString(amount), "1 to " + QuotaLimit.MAX);
        }
        return amount;
    }
}
