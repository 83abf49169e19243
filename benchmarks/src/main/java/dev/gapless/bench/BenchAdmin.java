package dev.gapless.bench;

import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.WorkspaceDetails;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What admins wait for: a page of the list of very many workspaces, and what `top` asks for.
@Command(
        name = "admin",
        description = "A page of the list of very many workspaces, and what top asks for.",
        mixinStandardHelpOptions = true)
final class BenchAdmin implements Callable<Integer> {
    private static final long FIRST_ID = 5_000_000_000L;
    private static final int TOPS = 40;

    @Option(names = "--workspaces", defaultValue = "100000", paramLabel = "N",
            description = "Workspaces that there are (default ${DEFAULT-VALUE}).")
    private int workspaces;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of("--db-processes", "shared"))) {
            BenchWorld world = new BenchWorld(stack, "bench");
            progress.accept("writing " + workspaces + " workspaces");
            write(new Rows(stack), world);
            AdminClient admin = world.admin();
            BenchReport report = new BenchReport("admin").put("workspaces", workspaces);
            for (int limit : new int[] {Limits.LIST_DEFAULT, Limits.LIST_MAX}) {
                progress.accept("reading them all, twice, by pages of " + limit);
                pages(admin, limit);
                Histogram pages = pages(admin, limit);
                report.put("pages_of_" + limit, pages.getTotalCount()).quantiles("page_of_" + limit, pages);
            }
            progress.accept("asking for what top shows");
            Histogram tops = new Histogram(3);
            for (int i = 0; i < TOPS; i++) {
                long began = System.nanoTime();
                admin.top();
                tops.recordValue((System.nanoTime() - began) / 1000);
            }
            options.print(report.quantiles("top", tops));
            return 0;
        }
    }

    /// Rows as the control plane writes them, in both places where a workspace has one.
    private void write(Rows rows, BenchWorld world) {
        String own = rows.url(world.id());
        rows.write(
                own,
                "INSERT INTO gapless_global.workspace_directory (slug, workspace_id, keyspace_name, state, version,"
                        + " created_ms) SELECT ?, ?, keyspace_name, state, 1, created_ms"
                        + " FROM gapless_global.workspace_directory WHERE workspace_id = ?",
                workspaces,
                (row, number) -> {
                    row.setString(1, slug(number));
                    row.setLong(2, FIRST_ID + number);
                    row.setLong(3, world.id().value());
                });
        Map<String, List<Integer>> byShard = new HashMap<>();
        for (int number = 0; number < workspaces; number++) {
            byShard.computeIfAbsent(rows.url(new WorkspaceId(FIRST_ID + number)), _ -> new ArrayList<>()).add(number);
        }
        byShard.forEach((url, numbers) -> rows.write(
                url,
                "INSERT INTO workspace (workspace_id, slug, name, plan, state, version, created_ms)"
                        + " VALUES (?, ?, 'One of many', 'standard', 1, 1, 1)",
                numbers.size(),
                (row, index) -> {
                    row.setLong(1, FIRST_ID + numbers.get(index));
                    row.setString(2, slug(numbers.get(index)));
                }));
    }

    private static String slug(int number) {
        return String.format(Locale.ROOT, "w-%07d", number);
    }

    private static Histogram pages(AdminClient admin, int limit) {
        Histogram pages = new Histogram(3);
        Listing page = Listing.first().limit(limit);
        while (true) {
            long began = System.nanoTime();
            WorkspaceDetails details = admin.workspaceDetails(page);
            pages.recordValue((System.nanoTime() - began) / 1000);
            if (details.next().isEmpty()) {
                return pages;
            }
            page = page.after(details.next().get());
        }
    }
}
