package dev.gapless.control;

import static dev.gapless.control.testing.RunningControl.WORKSPACES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.testing.RunningControl.Reply;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.Talk;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.ChannelDetails;
import dev.gapless.protocol.api.CreatedToken;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.GatewayList;
import dev.gapless.protocol.api.GatewayView;
import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.Placement;
import dev.gapless.protocol.api.QuotaExplanation;
import dev.gapless.protocol.api.QuotaList;
import dev.gapless.protocol.api.QuotaSimulation;
import dev.gapless.protocol.api.QuotaView;
import dev.gapless.protocol.api.Revoked;
import dev.gapless.protocol.api.ShardList;
import dev.gapless.protocol.api.ShardView;
import dev.gapless.protocol.api.TokenList;
import dev.gapless.protocol.api.TokenView;
import dev.gapless.protocol.api.UserDetail;
import dev.gapless.protocol.api.UserDetails;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.audit.AuditCheck;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.global.GatewaySlotTable;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.quota.QuotaSocketTable;
import dev.gapless.schema.quota.QuotaSocketTable.Open;
import dev.gapless.schema.quota.QuotaUsageTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the control plane does, and that it is all in the record.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminActsIT {
    private final IdGenerator ids = new IdGenerator(Clock.systemUTC(), 900);
    private RunningControl control;

    @BeforeAll
    void start(@TempDir Path directory) {
        control = RunningControl.start(directory);
    }

    @AfterAll
    void stop() {
        control.close();
    }

    @Test
    void takesAWorkspaceThroughItsStates() {
        WorkspaceDetail made = control.workspace("states");
        assertEquals("standard", made.plan());
        String one = WORKSPACES + "/states";
        control.operator("POST", one + "/suspension", "").refused(400, "invalid-field");
        WorkspaceDetail suspended =
                control.operator("POST", one + "/suspension?reason=INC-42", "").as(WorkspaceDetail.class);
        assertEquals("suspended", suspended.state());
        assertTrue(suspended.resourceVersion() > made.resourceVersion());
        assertEquals(1, policyVersion(made.id()));
        control.operator("PATCH", one + "?resource_version=" + made.resourceVersion(), "{\"name\":\"Other\"}")
                .refused(409, "version-conflict");
        WorkspaceDetail renamed = control.operator(
                "PATCH", one + "?resource_version=" + suspended.resourceVersion(),
                "{\"name\":\"Other\",\"plan\":\"free\"}")
                .as(WorkspaceDetail.class);
        assertEquals("Other", renamed.name());
        assertEquals("free", renamed.plan());
        assertEquals("active", control.operator("DELETE", one + "/suspension", "").as(WorkspaceDetail.class).state());
        control.operator("DELETE", one + "/deletion", "").refused(409, "wrong-state");
        WorkspaceDetail deleted = control.operator("POST", one + "/deletion?reason=over", "{\"grace_ms\":3600000}")
                .as(WorkspaceDetail.class);
        assertEquals("deleted", deleted.state());
        assertTrue(deleted.purgeMs().isPresent());
        control.operator("POST", one + "/suspension?reason=x", "").refused(409, "wrong-state");
        control.operator("POST", WORKSPACES, "{\"slug\":\"states\",\"name\":\"Other\"}").refused(409, "name-taken");
        assertEquals("suspended", control.operator("DELETE", one + "/deletion", "").as(WorkspaceDetail.class).state());
        control.operator("POST", one + "/deletion?reason=over", "{\"grace_ms\":0}").as(WorkspaceDetail.class);
        control.operator("DELETE", one + "/deletion", "").refused(409, "wrong-state");
        assertEquals(
                List.of(
                        "workspace.create done", "workspace.suspend invalid-field", "workspace.suspend done",
                        "workspace.set version-conflict", "workspace.set done", "workspace.resume done",
                        "workspace.undelete wrong-state", "workspace.delete done", "workspace.suspend wrong-state",
                        "workspace.undelete done", "workspace.delete done", "workspace.undelete wrong-state"),
                entries("states").stream().map(entry -> entry.action() + " " + entry.outcome()).toList());
        AuditEntry suspension = entries("states").get(2);
        assertEquals("INC-42", suspension.reason());
        assertEquals("operator", suspension.actor());
        assertTrue(suspension.before().contains("\"state\":\"active\""), suspension.before());
        assertTrue(suspension.after().contains("\"state\":\"suspended\""), suspension.after());
        sound("states");
    }

    @Test
    void doesNothingOnADryRun() {
        control.workspace("dry");
        String one = WORKSPACES + "/dry";
        assertEquals(
                "suspended",
                control.operator("POST", one + "/suspension?reason=x&dry_run=true", "").as(WorkspaceDetail.class)
                        .state());
        assertEquals("active", control.get(one).as(WorkspaceDetail.class).state());
        String ada = "{\"handle\":\"ada\",\"display_name\":\"Ada\",\"kind\":\"person\",\"role\":\"owner\"}";
        assertEquals(201, control.operator("POST", one + "/users?dry_run=true", ada).status());
        assertEquals(List.of(), control.get(one + "/users").as(UserDetails.class).users());
        control.user("dry", "ada", "person", "owner");
        CreatedToken dry = control.operator("POST", one + "/users/ada/tokens?dry_run=true", "").as(CreatedToken.class);
        assertEquals("", dry.token());
        assertEquals(1, control.get(one + "/users/ada/tokens").as(TokenList.class).tokens().size());
        control.operator("POST", WORKSPACES + "?dry_run=true", "{\"slug\":\"dry2\",\"name\":\"N\"}")
                .as(WorkspaceDetail.class);
        control.get(WORKSPACES + "/dry2").refused(404, "not-found");
        control.operator("POST", WORKSPACES + "?dry_run=true", "{\"slug\":\"dry\",\"name\":\"X\"}")
                .refused(409, "name-taken");
        assertEquals(2, entries("dry").size());
    }

    @Test
    void answersAKeyOnceAndForAll() throws Exception {
        control.workspace("keys");
        String path = WORKSPACES + "/keys/suspension?reason=x";
        String operator = control.operator();
        Reply first = control.call(operator, "POST", path, "", "k1");
        control.operator("DELETE", WORKSPACES + "/keys/suspension", "").as(WorkspaceDetail.class);
        Reply again = control.call(operator, "POST", path, "", "k1");
        assertFalse(first.replayed());
        assertTrue(again.replayed());
        assertEquals(first.text(), again.text());
        assertEquals("active", control.get(WORKSPACES + "/keys").as(WorkspaceDetail.class).state());
        control.call(operator, "POST", path + "y", "", "k1").refused(409, "key-reused");
        String ada = "{\"handle\":\"ada\",\"display_name\":\"Ada\",\"kind\":\"person\",\"role\":\"owner\"}";
        String users = WORKSPACES + "/keys/users";
        control.call(operator, "POST", users, ada, "k2").as(CreatedUser.class);
        control.call(operator, "POST", users, ada, "k2").refused(409, "shown-once");
        String create = "{\"slug\":\"keys2\",\"name\":\"N\"}";
        control.call(operator, "POST", WORKSPACES, create, "k3").as(WorkspaceDetail.class);
        assertEquals(201, control.call(operator, "POST", WORKSPACES, create, "k3").status());
        control.call(operator, "POST", WORKSPACES, "{\"slug\":\"keys3\",\"name\":\"N\"}", "k3").refused(409,
                "key-reused");

        List<Callable<Reply>> racing = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            racing.add(() -> control.call(operator, "POST", users + "/ada/revocation?reason=x", "", "k4"));
        }
        int carriedOut = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Reply> reply : threads.invokeAll(racing)) {
                assertEquals(1, reply.get().as(Revoked.class).tokens());
                carriedOut += reply.get().replayed() ? 0 : 1;
            }
        }
        assertEquals(1, carriedOut);
        assertEquals(1, entries("keys").stream().filter(entry -> entry.action().equals("user.revoke")).count());
        sound("keys");
    }

    @Test
    void changesPeopleAndTheirTokens() {
        control.workspace("people");
        CreatedUser ada = control.user("people", "ada", "person", "owner");
        control.user("people", "lin", "person", "admin");
        String lin = WORKSPACES + "/people/users/lin";
        String linsAdmin = control.token("people", "lin", "admin").token();
        assertEquals(200, control.call(linsAdmin, "GET", WORKSPACES + "/people/users", "", "").status());
        UserDetail demoted = control.operator("PATCH", lin, "{\"role\":\"member\",\"display_name\":\"Lin Y\"}")
                .as(UserDetail.class);
        assertEquals("member", demoted.role());
        assertEquals("Lin Y", demoted.displayName());
        control.call(linsAdmin, "GET", WORKSPACES + "/people/users", "", "").refused(403, "not-allowed");

        String tokens = WORKSPACES + "/people/users/ada/tokens";
        CreatedToken laptop = control
                .operator("POST", tokens, "{\"label\":\"laptop\",\"scopes\":[\"admin\",\"user\"],\"ttl_ms\":60000}")
                .as(CreatedToken.class);
        assertEquals(List.of("admin", "user"), laptop.detail().scopes());
        assertTrue(laptop.detail().expiresMs().isPresent());
        assertEquals(200, control.call(laptop.token(), "GET", tokens, "", "").status());
        CreatedToken next = control.operator("POST", tokens + "/" + laptop.detail().id() + "/rotation", "")
                .as(CreatedToken.class);
        assertEquals("laptop", next.detail().label());
        control.call(laptop.token(), "GET", tokens, "", "").refused(401, "unauthenticated");
        assertEquals(200, control.call(next.token(), "GET", tokens, "", "").status());
        control.operator("POST", tokens + "/" + laptop.detail().id() + "/rotation", "").refused(409, "wrong-state");
        long policy = policyVersion(control.get(WORKSPACES + "/people").as(WorkspaceDetail.class).id());
        TokenView revoked = control.operator("DELETE", tokens + "/" + next.detail().id() + "?reason=lost", "")
                .as(TokenView.class);
        assertEquals("revoked", revoked.state());
        assertEquals(policy + 1, policyVersion(control.get(WORKSPACES + "/people").as(WorkspaceDetail.class).id()));
        control.call(next.token(), "GET", tokens, "", "").refused(401, "unauthenticated");
        control.operator("DELETE", tokens + "/K0000000000001?reason=x", "").refused(404, "not-found");
        control.operator("DELETE", tokens + "/zzz?reason=x", "").refused(404, "not-found");
        assertEquals(
                List.of("valid", "revoked", "revoked"),
                control.get(tokens).as(TokenList.class).tokens().stream().map(TokenView::state).toList());

        UserDetail gone = control.operator("POST", WORKSPACES + "/people/users/ada/deactivation?reason=left", "")
                .as(UserDetail.class);
        assertEquals("deactivated", gone.state());
        control.operator("POST", tokens, "").refused(409, "wrong-state");
        assertTrue(control.get(tokens).as(TokenList.class).tokens().stream()
                .noneMatch(token -> token.state().equals("valid")));
        assertEquals(
                "active",
                control.operator("DELETE", WORKSPACES + "/people/users/ada/deactivation", "").as(UserDetail.class)
                        .state());
        assertFalse(entries("people").toString().contains(ada.token()), "a secret is in the record");
        sound("people");
    }

    @Test
    void setsLimitsAndTellsWhichHoldsAndWhy() {
        WorkspaceDetail workspace = control.workspace("limits");
        control.user("limits", "ada", "person", "owner");
        String sends = WORKSPACES + "/limits/quotas/sends";
        QuotaExplanation plan = control.get(sends).as(QuotaExplanation.class);
        assertEquals("plan standard", plan.quota().rule());
        assertEquals("dark", plan.quota().state());
        QuotaView set = control.operator("PUT", sends + "?reason=INC-7", "{\"state\":\"hard\",\"amount\":200}")
                .as(QuotaView.class);
        assertEquals("set for the workspace", set.rule());
        assertEquals(1, policyVersion(workspace.id()));
        control.operator("PUT", sends + "?resource_version=9", "{\"state\":\"hard\",\"amount\":1}")
                .refused(409, "version-conflict");
        control.operator("PUT", sends, "{\"state\":\"hard\",\"amount\":0}").refused(400, "invalid-field");
        control.operator("PUT", sends, "{\"state\":\"loud\",\"amount\":1}").refused(400, "invalid-field");
        control.get(WORKSPACES + "/limits/quotas/smiles").refused(400, "invalid-field");
        control.operator("PUT", sends + "?subject=each-user", "{\"state\":\"soft\",\"amount\":10}").as(QuotaView.class);
        assertEquals(
                "set for each user", control.get(sends + "?subject=ada").as(QuotaExplanation.class).quota().rule());
        control.operator("PUT", sends + "?subject=ada", "{\"state\":\"off\",\"amount\":1}").as(QuotaView.class);
        assertEquals(
                "set for this user", control.get(sends + "?subject=ada").as(QuotaExplanation.class).quota().rule());
        assertEquals(9, control.get(WORKSPACES + "/limits/quotas").as(QuotaList.class).quotas().size());

        long now = Clock.systemUTC().millis();
        control.shards().forWorkspace(workspace.id()).transact("test", handle -> {
            for (int i = 1; i <= 3; i++) {
                QuotaUsageTable.add(handle, List.of(new QuotaUsageTable.Used(
                        workspace.id(), QuotaDimension.SENDS,
                        new QuotaUsageTable.Slot(now - now % 10_000 - i * 10_000L, 1_000, i))));
            }
            return true;
        });
        QuotaExplanation used = control.get(sends).as(QuotaExplanation.class);
        assertEquals(3_000, used.usedToday());
        assertEquals(6, used.overToday());
        assertEquals(100, used.peakPerSecond());
        assertEquals(0, control.get(sends + "/simulation?amount=101").as(QuotaSimulation.class).over());
        QuotaSimulation half = control.get(sends + "/simulation?amount=50").as(QuotaSimulation.class);
        assertEquals(3_000 - 50 - 3 * 500, half.over());
        assertEquals(30, half.secondsOver());
        assertEquals("plan standard", control.operator("DELETE", sends, "").as(QuotaView.class).rule());
        sound("limits");
    }

    @Test
    void tellsHowManySocketsAreOpenAndHowMuchIsStored() {
        WorkspaceDetail workspace = control.workspace("sizes");
        CreatedUser ada = control.user("sizes", "ada", "person", "owner");
        channel(workspace.id(), ada.user().id(), ChannelKind.PUBLIC, "talk");
        String quotas = WORKSPACES + "/sizes/quotas/";
        control.shards().forWorkspace(workspace.id()).transact("test", handle -> {
            Instant now = Clock.systemUTC().instant();
            QuotaSocketTable.put(handle, 1, List.of(new Open(workspace.id(), 0, 5)), now);
            QuotaSocketTable.put(handle, 2, List.of(new Open(workspace.id(), 0, 7)), now);
            Instant before = now.minus(QuotaSocketTable.FRESH).minusSeconds(60);
            QuotaSocketTable.put(handle, 3, List.of(new Open(workspace.id(), 0, 100)), before);
            QuotaSocketTable.put(handle, 2, List.of(new Open(workspace.id(), ada.user().id().value(), 2)), now);
            return true;
        });
        control.operator("PUT", quotas + "sockets", "{\"state\":\"hard\",\"amount\":20}").as(QuotaView.class);
        QuotaExplanation sockets = control.get(quotas + "sockets").as(QuotaExplanation.class);
        assertEquals(Optional.of(12L), sockets.present());
        assertEquals(8, sockets.left());
        control.operator("PUT", quotas + "sockets?subject=ada", "{\"state\":\"hard\",\"amount\":3}")
                .as(QuotaView.class);
        assertEquals(
                Optional.of(2L), control.get(quotas + "sockets?subject=ada").as(QuotaExplanation.class).present());
        control.operator("PUT", quotas + "sockets", "{\"state\":\"soft\",\"amount\":20}").refused(400, "invalid-field");

        long stored = control.get(quotas + "storage").as(QuotaExplanation.class).present().orElseThrow();
        assertTrue(stored > 0, stored + " bytes");
        control.operator("PUT", quotas + "storage?subject=ada", "{\"state\":\"hard\",\"amount\":3}")
                .refused(400, "invalid-field");
        control.operator("PUT", quotas + "fanout?subject=each-user", "{\"state\":\"hard\",\"amount\":3}")
                .refused(400, "invalid-field");
        control.operator("PUT", quotas + "fanout", "{\"state\":\"soft\",\"amount\":3}").as(QuotaView.class);
        sound("sizes");
    }

    @Test
    void saysWhatIsNotInASum() {
        WorkspaceId workspace = control.workspace("sums").id();
        UserId ada = control.user("sums", "ada", "person", "owner").user().id();
        String quotas = WORKSPACES + "/sums/quotas/";
        for (int i = 0; i < 60; i++) {
            Talk.begin(control.shards(), workspace, ChannelKind.PUBLIC, "c" + i, List.of(ada), Talk.daysAgo(1));
        }
        QuotaExplanation some = control.get(quotas + "storage").as(QuotaExplanation.class);
        QuotaExplanation all = control.get(quotas + "storage").as(QuotaExplanation.class);
        assertTrue(some.counts().endsWith("; not all are added up yet, ask again"), some.counts());
        assertEquals(some.counts(), all.counts() + "; not all are added up yet, ask again");
        assertTrue(some.present().orElseThrow() < all.present().orElseThrow(), some + " and " + all);
        control.operator("PUT", quotas + "sockets", "{\"state\":\"hard\",\"amount\":5000}").as(QuotaView.class);
        String sockets = control.get(quotas + "sockets").as(QuotaExplanation.class).counts();
        assertTrue(sockets.endsWith("; without those of gateways that have 5 or fewer"), sockets);
    }

    @Test
    void refusesOneMoreThanMayBeThere() {
        WorkspaceDetail workspace = control.workspace("full");
        String quotas = WORKSPACES + "/full/quotas/";
        CreatedUser ada = control.user("full", "ada", "person", "owner");
        CreatedUser lin = control.user("full", "lin", "person", "member");
        channel(workspace.id(), ada.user().id(), ChannelKind.PUBLIC, "talk");
        channel(workspace.id(), ada.user().id(), ChannelKind.DM, "none");
        control.operator("PUT", quotas + "members", "{\"state\":\"soft\",\"amount\":2}").refused(400, "invalid-field");
        control.operator("PUT", quotas + "members?subject=ada", "{\"state\":\"hard\",\"amount\":2}")
                .refused(400, "invalid-field");
        control.get(quotas + "members/simulation?amount=1").refused(400, "invalid-field");
        control.operator("PUT", quotas + "members", "{\"state\":\"hard\",\"amount\":2}").as(QuotaView.class);
        QuotaExplanation members = control.get(quotas + "members").as(QuotaExplanation.class);
        assertEquals(Optional.of(2L), members.present());
        assertEquals(0, members.left());
        String eve = "{\"handle\":\"eve\",\"display_name\":\"Eve\",\"kind\":\"person\",\"role\":\"member\"}";
        String users = WORKSPACES + "/full/users";
        control.operator("POST", users, eve).refused(409, "limit-reached");
        control.operator("POST", users + "?dry_run=true", eve).refused(409, "limit-reached");
        control.operator("POST", users + "/lin/deactivation?reason=left", "").as(UserDetail.class);
        control.operator("POST", users, eve).as(CreatedUser.class);
        control.operator("DELETE", users + "/lin/deactivation", "").refused(409, "limit-reached");
        control.operator("PUT", quotas + "members", "{\"state\":\"dark\",\"amount\":2}").as(QuotaView.class);
        assertEquals(
                lin.user().id(),
                control.operator("DELETE", users + "/lin/deactivation", "").as(UserDetail.class).id());
        assertEquals(-1, control.get(quotas + "members").as(QuotaExplanation.class).left());
        control.operator("PUT", quotas + "channels", "{\"state\":\"hard\",\"amount\":1}").as(QuotaView.class);
        assertEquals(Optional.of(1L), control.get(quotas + "channels").as(QuotaExplanation.class).present());
        String talk = WORKSPACES + "/full/channels/talk/archival";
        control.operator("POST", talk + "?reason=old", "").as(ChannelDetail.class);
        channel(workspace.id(), ada.user().id(), ChannelKind.PRIVATE, "other");
        control.operator("DELETE", talk, "").refused(409, "limit-reached");
        sound("full");
    }

    @Test
    void setsWhatAChannelAsksAndSaysSoInItsLog() {
        WorkspaceDetail workspace = control.workspace("channels");
        CreatedUser ada = control.user("channels", "ada", "person", "owner");
        ChannelKey key = channel(workspace.id(), ada.user().id(), ChannelKind.PUBLIC, "talk");
        ChannelKey direct = channel(workspace.id(), ada.user().id(), ChannelKind.DM, "none");
        String channels = WORKSPACES + "/channels/channels";
        ChannelDetails listed = control.get(channels).as(ChannelDetails.class);
        assertEquals(List.of(key.channel()), listed.channels().stream().map(ChannelDetail::id).toList());
        control.get(channels + "/" + direct.channel().text()).refused(404, "not-found");
        ChannelDetail before = control.get(channels + "/talk").as(ChannelDetail.class);
        assertEquals("everybody", before.posters());
        String rules = "{\"posters\":\"admins\",\"slow_ms\":30000,\"member_limit\":10,\"broadcasters\":\"nobody\"}";
        control.operator("PATCH", channels + "/talk", "{\"posters\":\"some\"}").refused(400, "invalid-field");
        control.operator("PATCH", channels + "/talk?dry_run=true", rules).as(ChannelDetail.class);
        assertEquals(before, control.get(channels + "/talk").as(ChannelDetail.class));
        ChannelDetail after = control.operator(
                "PATCH", channels + "/talk?resource_version=" + before.resourceVersion(), rules)
                .as(ChannelDetail.class);
        assertEquals("admins", after.posters());
        assertEquals(30_000, after.slowMs());
        assertEquals(before.head() + 1, after.head());
        control.operator("PATCH", channels + "/talk?resource_version=" + before.resourceVersion(), "{\"slow_ms\":0}")
                .refused(409, "version-conflict");
        control.operator("PATCH", channels + "/talk", rules).as(ChannelDetail.class);
        assertEquals(after, control.get(channels + "/talk").as(ChannelDetail.class));
        control.operator("POST", channels + "/talk/archival", "").refused(400, "invalid-field");
        assertEquals("archived", control.operator("POST", channels + "/talk/archival?reason=old", "")
                .as(ChannelDetail.class)
                .state());
        control.operator("PATCH", channels + "/talk", "{\"slow_ms\":0}").refused(409, "channel-archived");
        assertEquals("active",
                control.operator("DELETE", channels + "/talk/archival", "").as(ChannelDetail.class).state());
        assertEquals(1, control.get(channels + "/talk/members").as(MemberList.class).members().size());
        List<EventRow> events = control.shards().forChannel(key)
                .read("test", handle -> EventTable.pageAfter(handle, key, 0, 100));
        assertEquals(
                Map.of("posters", "admins", "slow_ms", "30000", "member_limit", "10", "broadcasters", "nobody"),
                ((EventBody.ChannelChanged) events.get(2).event().body()).changes());
        assertEquals(5, events.size());
        assertEquals(
                List.of("channel.set invalid-field", "channel.set done", "channel.set version-conflict",
                        "channel.archive invalid-field", "channel.archive done", "channel.set channel-archived",
                        "channel.unarchive done"),
                entries("channels").stream()
                        .filter(entry -> entry.action().startsWith("channel"))
                        .map(entry -> entry.action() + " " + entry.outcome())
                        .toList());
        sound("channels");
    }

    private ChannelKey channel(WorkspaceId workspace, UserId owner, ChannelKind kind, String name) {
        ChannelKey key = new ChannelKey(workspace, new ChannelId(ids.next()));
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        ChannelRow row = ChannelRow.fresh(key, kind, Optional.of(name), Optional.empty(), List.of(), now);
        new ChannelLog().append(
                control.shards().forChannel(key),
                handle -> ChannelTable.insert(handle, row),
                List.of(
                        Append.of(key, owner, new EventBody.ChannelChanged(Map.of("state", "created")), now,
                                Append.Requirement.NONE),
                        Append.of(key, owner, new EventBody.MemberJoined(owner, MemberRole.OWNER), now,
                                Append.Requirement.NONE)),
                ids.next());
        control.shards().forWorkspace(workspace).transact("test", handle -> UniqueNameTable.reserve(
                handle, new UniqueName(workspace, NameKind.CHANNEL, name, key.channel().value(), true, true, now)));
        return key;
    }

    @Test
    void namesTheEntryThatSomebodyChangedOrTookOut() {
        WorkspaceId workspace = control.workspace("tampered").id();
        for (int i = 0; i < 6; i++) {
            control.operator("PATCH", WORKSPACES + "/tampered", "{\"name\":\"Name " + i + "\"}");
        }
        sound("tampered");
        String where = " WHERE workspace_id = " + workspace.value() + " AND seq = ";
        sql(workspace, "UPDATE audit_event SET after_text = REPLACE(after_text, 'Name 1', 'Name 9')" + where + 3);
        assertEquals(List.of("entry 3: changed since it was written (action workspace.set)"), faults("tampered"));
        sql(workspace, "UPDATE audit_event SET after_text = REPLACE(after_text, 'Name 9', 'Name 1')" + where + 3);
        sound("tampered");
        sql(workspace, "UPDATE audit_event SET hash = REVERSE(hash)" + where + 4);
        assertEquals(List.of("entry 4: changed since it was written (action workspace.set)"), faults("tampered"));
        sql(workspace, "UPDATE audit_event SET hash = REVERSE(hash)" + where + 4);
        sql(workspace, "DELETE FROM audit_event" + where + 5);
        assertEquals(List.of("entry 5: missing"), faults("tampered"));
        sql(workspace, "DELETE FROM audit_event" + where + 7);
        assertEquals(List.of("entry 5: missing", "entry 7: missing"), faults("tampered"));
    }

    @Test
    void tellsWhatIsWhere() {
        WorkspaceDetail workspace = control.workspace("where");
        ShardList shards = control.get("/admin/v1/shards").as(ShardList.class);
        assertEquals(List.of("-80", "80-"), shards.shards().stream().map(ShardView::name).toList());
        assertTrue(shards.shards().stream().allMatch(shard -> shard.reachable() && shard.share() == 500));
        Placement placement = control.get(WORKSPACES + "/where/placement").as(Placement.class);
        assertEquals(control.shards().forWorkspace(workspace.id()).name().value(), placement.home());
        assertEquals(List.of(placement.home()), placement.shards());
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        GatewayId gateway = control.shards().global().transact("test", handle -> GatewaySlotTable.acquire(
                handle, "test", "", 8, now, Duration.ofMinutes(1)))
                .orElseThrow();
        GatewayView view = control.get("/admin/v1/gateways").as(GatewayList.class).gateways().getFirst();
        assertEquals(gateway.slot(), view.slot());
        assertEquals("live", view.state());
    }

    @Test
    void recordsWhoWasNotLetIn() {
        control.call("", "POST", WORKSPACES, "{}", "").refused(401, "unauthenticated");
        control.operator("POST", WORKSPACES + "/nowhere/suspension?reason=x", "").refused(404, "not-found");
        List<AuditEntry> entries = control.get("/admin/v1/audit").as(AuditPage.class).entries();
        assertTrue(entries.stream().anyMatch(
                entry -> entry.actor().equals("nobody") && entry.outcome().equals("unauthenticated")));
        assertTrue(entries.stream().anyMatch(entry -> entry.target().equals("workspace nowhere")));
    }

    @Test
    void filtersAndPagesTheRecord() {
        control.workspace("pages");
        for (int i = 0; i < 5; i++) {
            control.operator("PATCH", WORKSPACES + "/pages", "{\"name\":\"Name " + i + "\"}");
        }
        String audit = WORKSPACES + "/pages/audit";
        AuditPage newest = control.get(audit + "?before=100&limit=2").as(AuditPage.class);
        assertEquals(List.of(6L, 5L), newest.entries().stream().map(AuditEntry::seq).toList());
        assertEquals(5, newest.next().orElseThrow());
        assertEquals(1, control.get(audit + "?action=workspace.c*").as(AuditPage.class).entries().size());
        assertEquals(0, control.get(audit + "?outcome=not-allowed").as(AuditPage.class).entries().size());
        assertEquals(3, control.get(audit + "/3").as(AuditEntry.class).seq());
        control.get(audit + "/99").refused(404, "not-found");
        control.get(audit + "?after=1&before=2").refused(400, "invalid-field");
    }

    private void sound(String workspace) {
        assertEquals(List.of(), faults(workspace));
    }

    private List<String> faults(String workspace) {
        AuditPage page = control.get(WORKSPACES + "/" + workspace + "/audit?limit=1000").as(AuditPage.class);
        AuditCheck check = new AuditCheck();
        page.entries().forEach(check::take);
        check.end(page.head());
        return check.faults().stream().map(AuditCheck.Fault::text).toList();
    }

    private List<AuditEntry> entries(String workspace) {
        return control.get(WORKSPACES + "/" + workspace + "/audit").as(AuditPage.class).entries();
    }

    private long policyVersion(WorkspaceId workspace) {
        return control.shards().forWorkspace(workspace)
                .read("test", handle -> WorkspaceTable.find(handle, workspace))
                .map(WorkspaceRow::policyVersion)
                .orElseThrow();
    }

    private void sql(WorkspaceId workspace, String statement) {
        int rows = control.shards().forWorkspace(workspace).transact("test", handle -> handle.execute(statement));
        assertEquals(1, rows);
    }
}
