package dev.gapless.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.server.testing.Api;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The WebSocket doors answer whatever is foreign, another workspace's or another's private channel, exactly as what is not there.
class SocketIsolationIT {
    private static RunningServer running;
    private static Person mallory;
    private static List<ChannelId> foreign;

    @BeforeAll
    static void start() {
        running = RunningServer.start();
        Api api = running.api();
        var here = running.world().workspace("here");
        var there = running.world().workspace("there");
        mallory = running.world().person(here, "mallory", MemberRole.MEMBER);
        Person neighbour = running.world().person(here, "neighbour", MemberRole.OWNER);
        Person victim = running.world().person(there, "victim", MemberRole.OWNER);
        Person friend = running.world().person(there, "friend", MemberRole.MEMBER);
        foreign = List.of(
                channel(api, victim, "treasure", "public"),
                channel(api, victim, "secret", "private"),
                api.post(victim, "/v1/dms", "{\"users\": [\"" + friend.user().text() + "\"]}")
                        .as(ChannelView.class)
                        .id(),
                channel(api, neighbour, "own", "private"));
        for (int i = 0; i < foreign.size(); i++) {
            Person owner = i == foreign.size() - 1 ? neighbour : victim;
            for (int n = 0; n < 3; n++) {
                api.send(owner, foreign.get(i).text(), "k" + n, "{\"text\": \"gold\"}").as(SendAnswer.class);
            }
        }
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void refusesFramesAboutForeignChannelsAsThoseAboutMissingOnes() throws InterruptedException {
        for (ChannelId channel : foreign) {
            try (Device device = device(Map.of())) {
                ChannelId missing = new ChannelId(running.world().nextId());
                List<String> toForeign = answers(device, channel);
                List<String> toMissing = answers(device, missing);
                assertEquals(
                        toMissing.stream().map(text -> text.replace(missing.text(), "ID")).toList(),
                        toForeign.stream().map(text -> text.replace(channel.text(), "ID")).toList());
            }
        }
    }

    @Test
    void saysNothingOfForeignPositionsInAHello() throws InterruptedException {
        Map<ChannelId, Position> positions = new HashMap<>();
        foreign.forEach(channel -> positions.put(channel, new Position(1)));
        Map<ChannelId, Position> none = Map.of(new ChannelId(running.world().nextId()), new Position(1));
        try (Device device = Device.connect(running.server().port());
                Device other = Device.connect(running.server().port())) {
            ServerFrame.Welcome welcome = welcome(device, positions);
            assertEquals(List.of(), welcome.channels());
            assertEquals(positions.keySet(), Set.copyOf(welcome.unknown()));
            ServerFrame.Welcome ofMissing = welcome(other, none);
            assertEquals(List.of(), ofMissing.channels());
            assertEquals(none.keySet(), Set.copyOf(ofMissing.unknown()));
        }
    }

    private static List<String> answers(Device device, ChannelId channel) throws InterruptedException {
        List<ClientFrame> frames = List.of(
                new ClientFrame.Sub(1, channel, InterestLevel.FULL, Optional.empty()),
                new ClientFrame.Sub(2, channel, InterestLevel.HEAD, Optional.of(Position.START)),
                new ClientFrame.Sub(3, channel, InterestLevel.FULL, Optional.of(new Position(2))),
                new ClientFrame.Send(4, channel, new IdempotencyKey("k0"), "gold", Optional.empty()),
                new ClientFrame.Send(5, channel, new IdempotencyKey("k9"), "@channel x", Optional.of(new Seq(3))),
                new ClientFrame.Read(6, channel, Optional.empty(), new Seq(2), 0),
                new ClientFrame.Read(7, channel, Optional.empty(), new Seq(4_711), 0),
                new ClientFrame.Read(8, channel, Optional.of(new Seq(3)), new Seq(3), 0),
                new ClientFrame.Unsub(9, channel));
        List<String> answers = new java.util.ArrayList<>();
        for (ClientFrame frame : frames) {
            device.say(frame);
            answers.add(text(device.next()));
        }
        return answers;
    }

    private static Device device(Map<ChannelId, Position> resume) throws InterruptedException {
        Device device = Device.connect(running.server().port());
        welcome(device, resume);
        return device;
    }

    private static ServerFrame.Welcome welcome(Device device, Map<ChannelId, Position> resume)
            throws InterruptedException {
        device.say(new ClientFrame.Hello(Optional.of(mallory.token()), Optional.empty(), resume));
        return device.await(ServerFrame.Welcome.class);
    }

    private static String text(ServerFrame frame) {
        return new String(FrameCodec.write(frame), StandardCharsets.UTF_8);
    }

    private static ChannelId channel(Api api, Person owner, String name, String kind) {
        return api.post(owner, "/v1/channels", "{\"name\": \"" + name + "\", \"kind\": \"" + kind + "\"}")
                .as(ChannelView.class)
                .id();
    }
}
