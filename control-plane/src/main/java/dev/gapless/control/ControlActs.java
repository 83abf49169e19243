package dev.gapless.control;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.PolicyNews;
import dev.gapless.control.audit.AuditRoutes;
import dev.gapless.control.channel.BreakGlass;
import dev.gapless.control.channel.ChannelChanges;
import dev.gapless.control.channel.ChannelImports;
import dev.gapless.control.channel.ChannelRoutes;
import dev.gapless.control.channel.Channels;
import dev.gapless.control.export.ExportRoutes;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.imports.ImportRoutes;
import dev.gapless.control.job.JobRoutes;
import dev.gapless.control.job.JobWork;
import dev.gapless.control.job.Jobs;
import dev.gapless.control.quota.QuotaChanges;
import dev.gapless.control.quota.QuotaReads;
import dev.gapless.control.quota.QuotaRoutes;
import dev.gapless.control.retention.Retention;
import dev.gapless.control.retention.RetentionRoutes;
import dev.gapless.control.token.TokenRoutes;
import dev.gapless.control.token.Tokens;
import dev.gapless.control.user.CreateUser;
import dev.gapless.control.user.UserChanges;
import dev.gapless.control.user.UserRoutes;
import dev.gapless.control.user.Users;
import dev.gapless.control.workspace.CreateWorkspace;
import dev.gapless.control.workspace.PurgeWork;
import dev.gapless.control.workspace.WorkspaceChanges;
import dev.gapless.control.workspace.WorkspaceRoutes;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What the control plane can do, as plain objects, with or without HTTP in front. Any thread.
///
/// @param acts carries writes out and records them
/// @param workspaces finds and lists workspaces
/// @param createWorkspace makes one
/// @param workspaceChanges changes one
/// @param users finds and lists users
/// @param createUser makes one
/// @param userChanges changes one
/// @param tokens makes and ends tokens
/// @param quotaReads tells which limits hold
/// @param quotaChanges sets them
/// @param channels finds and lists channels
/// @param channelChanges changes one
/// @param channelImports makes and fills those that were somewhere else
/// @param glass shows messages to an operator, on the record
/// @param jobs tells of work that goes on
/// @param retention keeps and removes
/// @param exports copies workspaces
/// @param purge removes deleted ones
/// @param imports fills workspaces from copies
/// @param audit reads the record
public record ControlActs(
        Acts acts,
        Workspaces workspaces,
        CreateWorkspace createWorkspace,
        WorkspaceChanges workspaceChanges,
        Users users,
        CreateUser createUser,
        UserChanges userChanges,
        Tokens tokens,
        QuotaReads quotaReads,
        QuotaChanges quotaChanges,
        Channels channels,
        ChannelChanges channelChanges,
        ChannelImports channelImports,
        BreakGlass glass,
        Jobs jobs,
        Retention retention,
        ExportRoutes exports,
        PurgeWork purge,
        ImportRoutes imports,
        AuditRoutes audit) {
    /// @param ids with a node number of its own
    /// @param random a secure one: tokens come from it
    /// @param news tells gateways
    /// @param pace when retention removes
    public static ControlActs of(
            Shards shards, IdGenerator ids, Clock clock, RandomGenerator random, PolicyNews news,
            Retention.Pace pace) {
        Acts acts = new Acts(shards, clock, news);
        Jobs jobs = new Jobs(shards, ids);
        Channels channels = new Channels(shards);
        return new ControlActs(
                acts,
                new Workspaces(shards),
                new CreateWorkspace(shards, ids, clock, acts),
                new WorkspaceChanges(shards, acts, jobs),
                new Users(shards),
                new CreateUser(shards, ids, clock),
                new UserChanges(shards, acts),
                new Tokens(shards, ids, clock, random, acts),
                new QuotaReads(shards, clock),
                new QuotaChanges(acts),
                channels,
                new ChannelChanges(shards, acts, ids, clock),
                new ChannelImports(shards, acts, channels, ids, clock),
                new BreakGlass(shards, acts),
                jobs,
                Retention.of(shards, acts, jobs, pace, clock, Thread::sleep),
                new ExportRoutes(shards, acts, jobs, clock),
                new PurgeWork(shards, acts, clock),
                new ImportRoutes(shards, acts, jobs),
                new AuditRoutes(shards));
    }

    /// What jobs do.
    List<JobWork> works() {
        return List.of(retention.work(), exports.work(), purge);
    }

    /// The operations of the admin API on all of these.
    List<AdminRoute> routes(Clock clock) {
        return Stream.of(
                new WorkspaceRoutes(workspaces, createWorkspace, workspaceChanges).routes(),
                new UserRoutes(acts, users, createUser, userChanges, tokens).routes(),
                new TokenRoutes(users, tokens).routes(),
                new QuotaRoutes(users, quotaReads, quotaChanges).routes(),
                new ChannelRoutes(channels, channelChanges, glass).routes(),
                channelImports.routes(),
                new JobRoutes(jobs).routes(),
                new RetentionRoutes(retention.reads(), retention.changes(), channels, users, clock).routes(),
                exports.routes(),
                imports.routes(),
                audit.routes())
                .flatMap(List::stream)
                .toList();
    }
}
