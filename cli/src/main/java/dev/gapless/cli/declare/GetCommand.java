package dev.gapless.cli.declare;

import dev.gapless.cli.Session;
import dev.gapless.cli.admin.AdminCommands;
import dev.gapless.cli.output.Table;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.api.WorkspaceDetails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = {
            "Show workspaces, channels, quotas and pinned routes as declarations: what `apply -f` reads.",
            "",
            "Only what can be declared is shown: no ids, no counts; limits that were set, not those of the plan; routes that are",
            "pinned, not those that heat has chosen."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless get all --workspace acme -o yaml > acme.yaml",
            "  gapless get channels quotas --workspace acme",
            "  gapless get workspaces -o jsonl"
        })
final class GetCommand implements Runnable {
    private static final String ALL = "all";

    private final Session session;

    @Parameters(
            paramLabel = "KIND",
            arity = "1..*",
            description = "workspaces, channels, quotas, routes, or all.")
    private List<String> kinds = List.of();

    @Option(
            names = "--workspace",
            paramLabel = "SLUG",
            description = "Of this workspace (default: that of the context; an operator sees all of them).")
    private @Nullable String workspace;

    GetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<Kind> wanted = kinds.contains(ALL)
                ? Kinds.ALL : kinds.stream().map(name -> Kinds.named(name, "get")).distinct().toList();
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        List<Map<String, Object>> things = new ArrayList<>();
        for (String slug : workspaces(admin)) {
            for (Kind kind : wanted) {
                kind.all(admin, slug).forEach(found -> {
                    Map<String, Object> thing = new LinkedHashMap<>();
                    thing.put("kind", kind.name());
                    thing.putAll(found.fields());
                    things.add(thing);
                });
            }
        }
        session.results().many(things, () -> table(things));
    }

    private List<String> workspaces(AdminClient admin) {
        if (workspace != null) {
            return List.of(workspace);
        }
        if (session.operatorContext().workspace().isPresent()) {
            return List.of(session.operatorContext().workspace().get());
        }
        List<String> slugs = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            WorkspaceDetails list = admin.workspaceDetails(page);
            list.workspaces().stream()
                    .filter(each -> each.state().equals("active") || each.state().equals("suspended"))
                    .map(WorkspaceDetail::slug)
                    .forEach(slugs::add);
            if (list.next().isEmpty() || slugs.size() >= Kind.MAX) {
                return slugs;
            }
            page = page.after(list.next().get());
        }
    }

    private static Table table(List<Map<String, Object>> things) {
        Table table = Table.of("KIND", "NAME", "VALUES");
        for (Map<String, Object> thing : things) {
            Kind kind = Kinds.named(String.valueOf(thing.get("kind")), "get");
            table.row(
                    kind.name(),
                    kind.names().stream().map(name -> String.valueOf(thing.get(name))).collect(
                            Collectors.joining("/")),
                    kind.fields().stream().map(field -> field.name() + "=" + thing.get(field.name())).collect(
                            Collectors.joining(" ")));
        }
        return table;
    }
}
