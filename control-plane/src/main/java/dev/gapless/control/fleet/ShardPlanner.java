package dev.gapless.control.fleet;

import dev.gapless.protocol.api.ShardPlan;
import dev.gapless.schema.keyspace.KeyRange;
import java.util.ArrayList;
import java.util.List;

/// Writes down how Vitess gives a workspace a key range of its own: `Reshard` from the shards that have it to the same ranges, cut at
/// its prefix. Nothing is done. Pure; any thread.
final class ShardPlanner {
    private static final String KEYSPACE = "gapless";

    private ShardPlanner() {}

    /// @param slug of the workspace
    /// @param range of the workspace
    /// @param shards that have rows of it, in key order
    static ShardPlan plan(String slug, KeyRange range, List<KeyRange> shards) {
        List<String> sources = shards.stream().map(KeyRange::toString).toList();
        if (shards.size() == 1 && shards.getFirst().equals(range)) {
            return new ShardPlan(slug, range.toString(), sources, sources, false, List.of());
        }
        List<String> targets = targets(range, shards).stream().map(KeyRange::toString).toList();
        return new ShardPlan(slug, range.toString(), sources, targets, true, steps(slug, sources, targets));
    }

    /// What is left of the first shard, the workspace, what is left of the last one.
    private static List<KeyRange> targets(KeyRange range, List<KeyRange> shards) {
        List<KeyRange> targets = new ArrayList<>();
        KeyRange first = shards.getFirst();
        KeyRange last = shards.getLast();
        if (first.start() != range.start()) {
            targets.add(new KeyRange(first.start(), range.start()));
        }
        targets.add(range);
        if (last.end() != range.end()) {
            targets.add(new KeyRange(range.end(), last.end()));
        }
        return targets;
    }

    private static List<ShardPlan.Step> steps(String slug, List<String> sources, List<String> targets) {
        String workflow = "own_" + slug.replace('-', '_');
        String reshard = "vtctldclient Reshard --workflow " + workflow + " --target-keyspace " + KEYSPACE;
        String vdiff = "vtctldclient VDiff --workflow " + workflow + " --target-keyspace " + KEYSPACE;
        List<String> prove = List.of(
                "gapless audit verify --workspace " + slug, "gapless shard placement " + slug, "gapless check lag");
        List<ShardPlan.Step> steps = new ArrayList<>();
        steps.add(new ShardPlan.Step(
                "Look before", List.of(
                        "gapless shard map", "gapless shard placement " + slug,
                        "gapless audit verify --workspace " + slug,
                        "vtctldclient GetWorkflows " + KEYSPACE + " --active-only"),
                "every shard is up, the record is whole, and no other workflow runs"));
        List<String> tablets = new ArrayList<>();
        targets.stream()
                .filter(target -> !sources.contains(target))
                .forEach(target -> {
                    tablets.add("vtctldclient CreateShard " + KEYSPACE + "/" + target);
                    tablets.add("# start three tablets (REPLICA) for " + KEYSPACE + "/" + target);
                    tablets.add("vtctldclient PlannedReparentShard " + KEYSPACE + "/" + target
                            + " --new-primary <alias of one>");
                });
        tablets.add("vtctldclient GetTablets --keyspace " + KEYSPACE);
        steps.add(new ShardPlan.Step(
                "Make the target shards", tablets,
                "each target has a primary and two replicas; with semi_sync a shard without acknowledging replicas takes no"
                        + " writes"));
        steps.add(new ShardPlan.Step(
                "Copy", List.of(
                        reshard + " create --source-shards '" + String.join(",", sources) + "' --target-shards '"
                                + String.join(",", targets) + "' --cells <cells> --tablet-types REPLICA",
                        reshard + " show", reshard + " status"),
                "the copy is done, and the lag of every stream is under a second; writes go on meanwhile"));
        steps.add(new ShardPlan.Step(
                "Compare", List.of(vdiff + " create", vdiff + " show last --verbose"),
                "state completed, and HasMismatch is false; else cancel: " + reshard + " cancel"));
        steps.add(new ShardPlan.Step(
                "Switch reads", List.of(
                        reshard + " switchtraffic --tablet-types rdonly,replica", "gapless check conn",
                        "gapless top --once"),
                "all gateways are live, with their reach at 100 %"));
        steps.add(new ShardPlan.Step(
                "Switch writes", List.of(
                        reshard + " switchtraffic --tablet-types primary --timeout 30s",
                        "gapless top --once --table shards"),
                "writes stop for seconds, and vtgate buffers them (--enable-buffer); lanes try again within their budget, and"
                        + " idempotency keys decide what was in doubt"));
        steps.add(new ShardPlan.Step(
                "Prove", prove,
                "the record is whole and the workspace is on its own shard only; else go back: " + reshard
                        + " reversetraffic"));
        steps.add(new ShardPlan.Step(
                "Take the old shards away", List.of(reshard + " complete", "vtctldclient GetShards " + KEYSPACE),
                "only the targets are listed; where shards are named without vtgate (shards.names), all roles are started"
                        + " again with the new names"));
        return steps;
    }
}
