package dev.gapless.cli.declare;

import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.protocol.api.ChangeWorkspace;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.WorkspaceDetail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Name and plan. Whether it is suspended or deleted is an act with a reason, not a wish in a file.
final class WorkspaceKind implements Kind {
    @Override
    public String name() {
        return "workspace";
    }

    @Override
    public List<String> names() {
        return List.of("slug");
    }

    @Override
    public List<Field> fields() {
        return List.of(new Field("name", Type.TEXT), new Field("plan", Type.TEXT));
    }

    @Override
    public Optional<Found> find(AdminClient admin, Declaration wanted) {
        return Step.ifThere(() -> found(admin.workspaceDetail(wanted.text("slug"))));
    }

    @Override
    public List<Found> all(AdminClient admin, String workspace) {
        return List.of(found(admin.workspaceDetail(workspace)));
    }

    @Override
    public void create(AdminClient admin, Declaration wanted, AdminTerms terms) {
        String slug = wanted.text("slug");
        admin.createWorkspace(
                new CreateWorkspace(slug, wanted.optional("name").orElse(slug), wanted.optional("plan")), terms);
    }

    @Override
    public void change(AdminClient admin, Declaration wanted, Map<String, Object> fields, AdminTerms terms) {
        admin.changeWorkspace(
                wanted.text("slug"),
                new ChangeWorkspace(Step.text(fields, "name"), Step.text(fields, "plan")),
                terms);
    }

    private static Found found(WorkspaceDetail view) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slug", view.slug());
        fields.put("name", view.name());
        fields.put("plan", view.plan());
        return new Found(fields, view.resourceVersion());
    }
}
