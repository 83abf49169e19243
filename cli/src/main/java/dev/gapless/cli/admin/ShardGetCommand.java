package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.client.AdminClient;
import dev.gapless.protocol.api.ShardLoad;
import dev.gapless.protocol.api.ShardView;
import dev.gapless.protocol.api.TenantLoad;
import dev.gapless.protocol.api.TopView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Show one shard: its part of the keys, whether it answers, what is written there now, and who is busiest on it.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless shard get 80-", "  gapless shard get -80 -o json"})
final class ShardGetCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "SHARD", description = "Its name, which is its range of keys.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    ShardGetCommand(Session session) {
        this.session = session;
    }

    /// All that is known of a shard.
    ///
    /// @param shard where it is
    /// @param eventsPerS events committed there in a second, of late
    /// @param tenants the busiest workspaces, of those on it
    record Shown(ShardView shard, Optional<Double> eventsPerS, List<TenantLoad> tenants) {}

    @Override
    public void run() {
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        List<ShardView> all = admin.shards().shards();
        ShardView shard = all.stream().filter(row -> row.name().equals(name)).findFirst()
                .orElseThrow(() -> new CliFailure(
                        ExitCode.CONFLICT, "not-found",
                        "shard: " + SafeText.line(name) + " (expected: one of "
                                + String.join(", ", all.stream().map(ShardView::name).toList()) + ")",
                        "gapless shard map lists them"));
        TopView top = admin.top();
        Shown shown = new Shown(
                shard,
                top.shards().stream()
                        .filter(row -> row.name().equals(name))
                        .map(ShardLoad::eventsPerS)
                        .findFirst(),
                top.tenants().stream().filter(row -> row.shard().equals(name)).toList());
        session.results().one(shown, () -> lines(shown));
    }

    private static List<String> lines(Shown shown) {
        ShardView shard = shown.shard();
        List<String> lines = new ArrayList<>(List.of(
                "shard    " + shard.name(),
                "share    " + String.format(Locale.ROOT, "%.1f %% of the keys", shard.share() / 10.0),
                "state    " + (shard.reachable() ? "up" : "DOWN")
                        + shard.answerMs().map(ms -> ", answered in " + ms + " ms").orElse(""),
                "rate     " + shown.eventsPerS()
                        .map(rate -> String.format(Locale.ROOT, "%.1f events/s", rate))
                        .orElse("not known")));
        shown.tenants().forEach(tenant -> lines.add(
                "tenant   " + SafeText.line(tenant.workspace())
                        + String.format(Locale.ROOT, "  %.1f sends/s", tenant.sendsPerS())));
        return lines;
    }
}
