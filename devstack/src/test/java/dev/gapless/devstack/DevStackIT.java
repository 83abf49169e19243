package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.ApiClient;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.StackState.Child;
import dev.gapless.devstack.process.ChildJvm;
import dev.gapless.devstack.process.ChildProcess;
import dev.gapless.devstack.process.LeftBehind;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody.MessagePosted;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One data directory through a first start, `kill -9`, and an orderly stop.
class DevStackIT {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final int MESSAGES = 50;

    @TempDir
    private Path directory;

    private final HttpOptions http = HttpOptions.standard(new Random());
    private final List<String> sent = new ArrayList<>();

    @AfterEach
    void closeConnections() {
        http.http().close();
    }

    @Test
    void keepsWhatItAcknowledgedThroughKillAndStop() throws IOException {
        StackState killed = runAndKill();
        assertFalse(killed.alive());
        assertEquals(Optional.of(killed), StackState.read(data()), "a killed stack leaves its state");

        try (DevStack stack = DevStack.start(options(), Clock.systemUTC(), new Random())) {
            assertHistory(stack.state());
            assertTrue(stack.state().alive());
            assertEquals(
                    Problem.DATA_DIRECTORY_IN_USE,
                    assertThrows(DevStackException.class,
                            () -> DevStack.start(options(), Clock.systemUTC(), new Random()))
                            .problem());
            send(stack.state(), "second run");
        }
        assertEquals(Optional.empty(), StackState.read(data()));
        killed.children()
                .forEach(child -> assertEquals(List.of(), LeftBehind.withArgument(child.argument()), child::name));

        try (DevStack stack = DevStack.start(options(), Clock.systemUTC(), new Random())) {
            assertHistory(stack.state());
            assertEquals(4, stack.seeded().people().size());
        }
    }

    /// A stack in a JVM of its own, which is killed, and so is the shell that would end its database.
    private StackState runAndKill() throws IOException {
        ChildProcess jvm = ChildJvm.start(
                "stack",
                Problem.ROLE_FAILED,
                1024,
                StackMain.class.getName(),
                List.of(data().toString(), TestPlaces.cache().toString()),
                directory,
                directory.resolve("stack.log"));
        jvm.awaitLine(StackMain.READY, DEADLINE);
        StackState state = StackState.read(data()).orElseThrow();
        assertEquals(jvm.pid(), state.pid());
        send(state, "first run");
        Child database = state.children().getFirst();
        ProcessHandle.allProcesses()
                .filter(handle -> LeftBehind.hasArgument(handle.pid(), "gapless-leash"))
                .filter(handle -> LeftBehind.hasArgument(handle.pid(), database.argument()))
                .forEach(ProcessHandle::destroyForcibly);
        jvm.kill();
        assertEquals(1, LeftBehind.withArgument(database.argument()).size(), "the database was left behind");
        return state;
    }

    private void send(StackState state, String run) throws IOException {
        ApiClient api = ada(state);
        ChannelId general = general(api);
        for (int i = 0; i < MESSAGES; i++) {
            String text = run + " " + i;
            api.send(general, text, new IdempotencyKey("k-" + text.replace(' ', '-')));
            sent.add(text);
        }
    }

    private void assertHistory(StackState state) throws IOException {
        ApiClient api = ada(state);
        List<Event> events = api.eventsAfter(general(api), Position.START, 200).events();
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i + 1, events.get(i).seq().value());
        }
        assertEquals(
                sent,
                events.stream()
                        .map(Event::body)
                        .filter(MessagePosted.class::isInstance)
                        .map(body -> ((MessagePosted) body).text())
                        .toList());
    }

    private static ChannelId general(ApiClient api) {
        return api.channelNamed("general").orElseThrow().id();
    }

    private ApiClient ada(StackState state) throws IOException {
        return new ApiClient(new Endpoint(state.servers()), Token.read(data().resolve("tokens/ada")), http);
    }

    private DevStackOptions options() {
        return DevStackOptions.in(data(), TestPlaces.cache()).withPorts(0, 0);
    }

    private Path data() {
        return directory.resolve("data");
    }
}
