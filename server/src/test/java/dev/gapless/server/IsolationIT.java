package dev.gapless.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.server.http.Route;
import dev.gapless.server.testing.Api;
import dev.gapless.server.testing.Api.Reply;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A token of one workspace against the ids of another: every operation answers as for ids that do not exist.
class IsolationIT {
    private static final Map<String, String> BODIES = Map.of(
            "POST /v1/channels/{channel}/messages", "{\"text\": \"hello\"}",
            "PATCH /v1/channels/{channel}/messages/{seq}", "{\"text\": \"hello\"}",
            "PUT /v1/channels/{channel}/cursor", "{\"seq\": 1}",
            "PATCH /v1/channels/{channel}", "{\"topic\": \"mine\"}");
    /// Operations whose answer depends on no id; that they show nothing foreign has a test of its own.
    private static final Set<String> WITHOUT_ID = Set.of(
            "GET /v1/channels", "POST /v1/channels", "GET /v1/users", "GET /v1/me", "POST /v1/dms", "POST /v1/sync",
            "GET /v1/cursors", "GET /v1/unread", "POST /v1/unread/verify", "GET /v1/mentions", "GET /v1/search");

    private static RunningServer running;
    private static Api api;
    private static Person mallory;
    private static Person victim;
    private static ChannelView own;
    private static List<ChannelView> foreign;

    @BeforeAll
    static void start() {
        running = RunningServer.start();
        api = running.api();
        mallory = running.world().person(running.world().workspace("here"), "mallory", MemberRole.OWNER);
        own = channel(mallory, "home", "public");
        var there = running.world().workspace("there");
        victim = running.world().person(there, "victim", MemberRole.OWNER);
        Person friend = running.world().person(there, "friend", MemberRole.MEMBER);
        foreign = List.of(
                channel(victim, "treasure", "public"),
                channel(victim, "secret", "private"),
                api.post(victim, "/v1/dms", "{\"users\": [\"" + friend.user().text() + "\"]}").as(ChannelView.class));
        foreign.forEach(
                channel -> api.send(victim, channel.id().text(), "k", "{\"text\": \"gold\"}").as(SendAnswer.class));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void answersForeignIdsAsMissingOnesOnEveryOperation() {
        Set<String> checked = new TreeSet<>();
        for (Route route : running.server().routes()) {
            String operation = route.method() + " " + route.path();
            if (route.guard() == Route.Guard.OPEN || WITHOUT_ID.contains(operation)) {
                continue;
            }
            for (ChannelView channel : foreign) {
                checkAlike(route, channel.id().text(), missingChannel(), "me", "me");
                checkAlike(route, channel.id().text(), missingChannel(), mallory.user().text(), mallory.user().text());
            }
            if (route.path().contains("{user}")) {
                checkAlike(route, own.id().text(), own.id().text(), victim.user().text(), missingUser());
            }
            checked.add(operation);
        }
        Set<String> guarded = running.server().routes().stream()
                .filter(route -> route.guard() == Route.Guard.TOKEN)
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));
        checked.addAll(WITHOUT_ID);
        assertEquals(guarded, checked);
    }

    @Test
    void letsNobodyTalkToPeopleOfAnotherWorkspace() {
        alike(
                api.post(mallory, "/v1/dms", "{\"users\": [\"" + victim.user().text() + "\"]}"),
                victim.user().text(),
                api.post(mallory, "/v1/dms", "{\"users\": [\"" + new UserId(4711).text() + "\"]}"),
                new UserId(4711).text());
    }

    @Test
    void showsNothingForeignInListings() {
        assertEquals(1, api.get(mallory, "/v1/users").as(UserList.class).users().size());
        assertEquals(
                List.of(own.id()),
                api.get(mallory, "/v1/channels").as(ChannelList.class).channels().stream()
                        .map(ChannelView::id)
                        .toList());
        for (String query : List.of("name=treasure", "name=secret", "joined=true&cursor=" + new ChannelId(1).text())) {
            String text = api.get(mallory, "/v1/channels?" + query).text();
            foreign.forEach(channel -> assertFalse(text.contains(channel.id().text()), text));
        }
        assertTrue(api.get(mallory, "/v1/users?handle=victim").as(UserList.class).users().isEmpty());
        String positions = foreign.stream()
                .map(channel -> "\"" + channel.id().text() + "\": 0")
                .collect(Collectors.joining(","));
        SyncAnswer with = api.post(mallory, "/v1/sync", "{\"positions\": {" + positions + "}}").as(SyncAnswer.class);
        SyncAnswer without = api.post(mallory, "/v1/sync", "{\"positions\": {}}").as(SyncAnswer.class);
        assertEquals(without, with);
    }

    @Test
    void answersForeignChannelsInQueriesAndBodiesAsMissingOnes() {
        for (ChannelView channel : foreign) {
            String there = channel.id().text();
            String missing = missingChannel();
            for (String path : List.of("/v1/unread?channel=", "/v1/search?q=gold&channel=")) {
                alike(api.get(mallory, path + there), there, api.get(mallory, path + missing), missing);
            }
            alike(
                    api.post(mallory, "/v1/unread/verify", "{\"channel\": \"" + there + "\"}"), there,
                    api.post(mallory, "/v1/unread/verify", "{\"channel\": \"" + missing + "\"}"), missing);
            for (String text : List.of(
                    api.get(mallory, "/v1/search?q=gold").text(),
                    api.get(mallory, "/v1/search?q=gold&cursor=" + there + ":1").text(),
                    api.get(mallory, "/v1/unread?cursor=" + there).text(),
                    api.get(mallory, "/v1/mentions").text(),
                    api.get(mallory, "/v1/cursors").text(),
                    api.post(mallory, "/v1/sync", "{\"positions\": {}, \"open\": \"" + there + "\"}").text())) {
                assertFalse(text.contains(there) || text.contains("gold"), text);
            }
        }
    }

    @Test
    void letsNamesBeUsedInEachWorkspace() {
        assertEquals("treasure", channel(mallory, "treasure", "public").name().orElseThrow());
    }

    private static void checkAlike(Route route, String foreignChannel, String missingChannel, String user,
            String other) {
        boolean inPath = route.path().contains("{channel}") || route.path().contains("{user}");
        assertTrue(inPath, "operation without an id in its path: " + route.path());
        alike(call(route, foreignChannel, user), id(route, foreignChannel, user),
                call(route, missingChannel, other), id(route, missingChannel, other));
    }

    /// The id that differs between the two calls.
    private static String id(Route route, String channel, String user) {
        return route.path().contains("{channel}") && !channel.equals(own.id().text()) ? channel : user;
    }

    private static void alike(Reply foreign, String foreignId, Reply missing, String missingId) {
        assertEquals(missing.status(), foreign.status(), foreign::text);
        if (missing.status() < 400) {
            return; // The id in the path is one's own: nothing foreign was asked for.
        }
        assertEquals(missing.problem().code(), foreign.problem().code());
        assertEquals(missing.problem().detail().replace(missingId, "ID"),
                foreign.problem().detail().replace(foreignId, "ID"));
        assertEquals(missing.headers().keySet(), foreign.headers().keySet());
    }

    private static Reply call(Route route, String channel, String user) {
        String path = route.path()
                .replace("{channel}", channel)
                .replace("{user}", user)
                .replace("{seq}", "3")
                .replace("{root}", "3")
                .replace("{emoji}", "x");
        String body = BODIES.getOrDefault(route.method() + " " + route.path(), "");
        return api.call(
                route.method(), path, mallory.token(), body.getBytes(StandardCharsets.UTF_8),
                Map.of("Idempotency-Key", "k"));
    }

    private static ChannelView channel(Person owner, String name, String kind) {
        return api.post(owner, "/v1/channels", "{\"name\": \"" + name + "\", \"kind\": \"" + kind + "\"}")
                .as(ChannelView.class);
    }

    private static String missingChannel() {
        return new ChannelId(running.world().nextId()).text();
    }

    private static String missingUser() {
        return new UserId(running.world().nextId()).text();
    }
}
