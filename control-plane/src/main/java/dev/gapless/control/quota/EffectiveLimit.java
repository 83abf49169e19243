package dev.gapless.control.quota;

import dev.gapless.protocol.api.QuotaView;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.quota.Plan;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.schema.workspace.WorkspaceRow;
import java.util.List;
import java.util.Optional;

/// The limit that holds, and the rule that it comes from.
///
/// @param rule such as `plan standard`, `set for the workspace`
/// @param version of the rule's own row, 0 if it is not set for this subject
record EffectiveLimit(QuotaDimension dimension, long subject, QuotaLimit limit, String rule, long version) {
    static EffectiveLimit of(WorkspaceRow row, List<QuotaLimitRow> rows, long subject, QuotaDimension dimension) {
        Optional<QuotaLimitRow> own = find(rows, subject, dimension);
        if (own.isPresent()) {
            String rule = subject == QuotaLimitRow.WORKSPACE
                    ? "set for the workspace"
                    : subject == QuotaLimitRow.EACH_USER ? "set for each user" : "set for this user";
            return new EffectiveLimit(dimension, subject, own.get().limit(), rule, own.get().version());
        }
        if (subject == QuotaLimitRow.WORKSPACE) {
            Plan plan = Plan.find(row.plan()).orElse(Plan.STANDARD);
            return new EffectiveLimit(dimension, subject, plan.limit(dimension), "plan " + plan.text(), 0);
        }
        return find(rows, QuotaLimitRow.EACH_USER, dimension)
                .map(each -> new EffectiveLimit(dimension, subject, each.limit(), "set for each user", 0))
                .orElseGet(() -> new EffectiveLimit(
                        dimension, subject, QuotaLimit.NONE, "no limit is set for users", 0));
    }

    QuotaView view() {
        return new QuotaView(
                dimension.text(), subject(subject), limit.state().text(), limit.amount(), rule, version);
    }

    static String subject(long subject) {
        return subject == QuotaLimitRow.WORKSPACE
                ? "workspace"
                : subject == QuotaLimitRow.EACH_USER ? "each-user" : new UserId(subject).text();
    }

    private static Optional<QuotaLimitRow> find(List<QuotaLimitRow> rows, long subject, QuotaDimension dimension) {
        return rows.stream()
                .filter(row -> row.subject() == subject && row.dimension() == dimension)
                .findFirst();
    }
}
