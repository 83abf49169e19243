package dev.gapless.cli.declare;

import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.protocol.api.PutQuota;
import dev.gapless.protocol.api.QuotaView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Limits that somebody has set; those of the plan hold without being declared.
final class QuotaKind implements Kind {
    @Override
    public String name() {
        return "quota";
    }

    @Override
    public List<String> names() {
        return List.of("workspace", "dimension", "subject");
    }

    @Override
    public List<Field> fields() {
        return List.of(new Field("state", Type.TEXT), new Field("amount", Type.NUMBER));
    }

    @Override
    public Optional<Found> find(AdminClient admin, Declaration wanted) {
        String workspace = wanted.text("workspace");
        return Step.ifThere(() -> admin.explainQuota(workspace, wanted.text("dimension"), wanted.text("subject")).quota())
                .filter(QuotaKind::isSet)
                .map(view -> found(workspace, view));
    }

    @Override
    public List<Found> all(AdminClient admin, String workspace) {
        return admin.quotas(workspace).quotas().stream()
                .filter(QuotaKind::isSet)
                .map(view -> found(workspace, view))
                .toList();
    }

    @Override
    public void create(AdminClient admin, Declaration wanted, AdminTerms terms) {
        put(admin, wanted, wanted.values(), terms);
    }

    @Override
    public void change(AdminClient admin, Declaration wanted, Map<String, Object> fields, AdminTerms terms) {
        put(admin, wanted, wanted.values(), terms);
    }

    /// Both fields are set at once, so both must be declared.
    private static void put(AdminClient admin, Declaration wanted, Map<String, Object> fields, AdminTerms terms) {
        admin.putQuota(
                wanted.text("workspace"),
                wanted.text("dimension"),
                wanted.text("subject"),
                new PutQuota(
                        Step.text(fields, "state").orElseThrow(() -> Declarations.missing(wanted, "state")),
                        Step.number(fields, "amount").orElseThrow(() -> Declarations.missing(wanted, "amount"))),
                terms);
    }

    private static boolean isSet(QuotaView view) {
        return view.resourceVersion() > 0;
    }

    private static Found found(String workspace, QuotaView view) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workspace", workspace);
        fields.put("dimension", view.dimension());
        fields.put("subject", view.subject());
        fields.put("state", view.state());
        fields.put("amount", view.amount());
        return new Found(fields, view.resourceVersion());
    }
}
