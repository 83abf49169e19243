package dev.gapless.scenarios.run;

import dev.gapless.client.ApiClient;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.StartAt;
import dev.gapless.client.transport.LeanTransport;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody.MessagePosted;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import dev.gapless.scenarios.history.HistoryWriter;
import dev.gapless.scenarios.history.Names;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import dev.gapless.scenarios.net.Pause;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import java.util.stream.IntStream;

/// Watches channels of a system that runs, as devices of one person that only read, and writes down what they show and what the logs have in the end:
/// a run directory that can be judged, and a scenario with the shape of the load, to begin a test with. Texts are not kept.
///
/// Used once, from one thread; listeners run on their clients' threads.
public final class Recording {
    private static final int PAGE = 500;
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int MIN_BYTES = 48;
    private static final int MAX_BYTES = 16_000;

    private final Plan plan;
    private final RunDirectory directory;
    private final RunClock clock = new RunClock();
    /// Messages by what makes them unlike others: a number stands for each in the history.
    private final Map<String, Integer> messages = new ConcurrentHashMap<>();
    private final Set<UserId> senders = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong shown = new AtomicLong();

    /// What is recorded.
    ///
    /// @param name of the scenario that comes out
    /// @param servers base URLs of gateways
    /// @param person handle, for the names
    /// @param workspace slug, for the names
    /// @param channels ids and names
    /// @param devices how many follow each channel
    /// @param trust whose certificates the servers show; empty for those that the JDK knows
    public record Plan(
            String name,
            List<URI> servers,
            Token token,
            String person,
            String workspace,
            Map<ChannelId, String> channels,
            int devices,
            Duration span,
            Optional<SSLContext> trust) {
        public Plan {
            servers = List.copyOf(servers);
            channels = Map.copyOf(channels);
        }
    }

    /// What was seen.
    ///
    /// @param messages posted by anybody while it was recorded
    /// @param senders how many people did
    /// @param displays rows
    /// @param settled whether all devices had everything at the end
    public record Summary(int messages, int senders, long displays, boolean settled) {}

    public Recording(Plan plan, RunDirectory directory) {
        this.plan = plan;
        this.directory = directory;
    }

    /// Records until the time is up or somebody says so.
    public Summary record(RandomGenerator random, BooleanSupplier goesOn) {
        List<ChannelId> channels = List.copyOf(plan.channels().keySet());
        HttpOptions http = plan.trust()
                .map(trust -> HttpOptions.trusting(trust, random))
                .orElseGet(() -> HttpOptions.standard(random));
        ApiClient api = new ApiClient(new Endpoint(plan.servers()), plan.token(), http);
        List<ChatClient> clients = new ArrayList<>();
        try (LeanTransport transport = plan.trust()
                .map(trust -> new LeanTransport(random, trust))
                .orElseGet(() -> new LeanTransport(random));
                HistoryWriter ops = new HistoryWriter(directory.file("history/ops.bin"))) {
            Map<ChannelId, Long> begins = new ConcurrentHashMap<>();
            channels.forEach(channel -> begins.put(channel, api.latestEvents(channel, 1).head().value()));
            clock.start();
            List<Watcher> watchers = new ArrayList<>();
            for (int device = 0; device < plan.devices(); device++) {
                Watcher watcher = new Watcher(device, channels, ops);
                watchers.add(watcher);
                ChatClient client = ChatClient.start(
                        ChatOptions.of(turned(device), plan.token(), transport, http).withDevice("record-" + device),
                        watcher);
                clients.add(client);
                begins.forEach((channel, head) -> {
                    ops.write(Row.place(
                            RowKind.FOLLOWED, watcher.number, channels.indexOf(channel), head, 0, clock.micros()));
                    client.subscribe(channel, new StartAt.After(new Position(head)));
                });
            }
            long end = System.nanoTime() + plan.span().toNanos();
            while (goesOn.getAsBoolean() && System.nanoTime() < end) {
                Pause.of(LOOK_EVERY);
            }
            boolean settled = settle(api, channels, begins, watchers);
            ops.write(Row.of(RowKind.SETTLED, -1, 0, clock.micros()));
            clients.forEach(ChatClient::close);
            readLogs(channels, http);
            write(channels);
            return new Summary(sent.get(), senders.size(), shown.get(), settled);
        } finally {
            clients.forEach(ChatClient::close);
            http.http().close();
        }
    }

    private Endpoint turned(int device) {
        List<URI> servers = new ArrayList<>(plan.servers());
        Collections.rotate(servers, -(device % servers.size()));
        return new Endpoint(servers);
    }

    private boolean settle(
            ApiClient api, List<ChannelId> channels, Map<ChannelId, Long> begins, List<Watcher> watchers) {
        long deadline = System.nanoTime() + SETTLE.toNanos();
        Map<ChannelId, Long> heads = new ConcurrentHashMap<>();
        channels.forEach(channel -> heads.put(channel, api.latestEvents(channel, 1).head().value()));
        while (System.nanoTime() < deadline) {
            if (watchers.stream().allMatch(watcher -> heads.entrySet().stream()
                    .allMatch(head -> head.getValue().equals(begins.get(head.getKey()))
                            || watcher.last.getOrDefault(head.getKey(), 0L) >= head.getValue()))) {
                return true;
            }
            Pause.of(LOOK_EVERY);
        }
        return false;
    }

    private void readLogs(List<ChannelId> channels, HttpOptions http) {
        try (HistoryWriter logs = new HistoryWriter(directory.file("history/log.bin"))) {
            for (int gateway = 0; gateway < plan.servers().size(); gateway++) {
                ApiClient api =
                        new ApiClient(new Endpoint(List.of(plan.servers().get(gateway))), plan.token(), http);
                for (int channel = 0; channel < channels.size(); channel++) {
                    readLog(api, gateway, channels.get(channel), channel, logs);
                }
            }
        }
    }

    private void readLog(ApiClient api, int gateway, ChannelId id, int channel, HistoryWriter logs) {
        Position position = Position.START;
        while (true) {
            EventPage page = api.eventsAfter(id, position, PAGE);
            for (Event event : page.events()) {
                logs.write(Row.send(
                        RowKind.LOG, 0, gateway, channel, event.seq().value(), number(event), 0, clock.micros()));
            }
            if (page.to() >= page.head().value()) {
                logs.write(Row.place(RowKind.LOG_HEAD, gateway, channel, page.head().value(), 0, clock.micros()));
                return;
            }
            position = new Position(page.to());
        }
    }

    private long number(Event event) {
        if (!(event.body() instanceof MessagePosted message)) {
            return 0;
        }
        String identity = event.channel() + "/" + event.actor() + "/" + message.key();
        return messages.computeIfAbsent(identity, key -> messages.size() + 1);
    }

    private void write(List<ChannelId> channels) {
        directory.names(new Names(
                List.of(plan.workspace()),
                List.of(new Names.User(plan.person(), 0)),
                IntStream.range(0, plan.devices())
                        .mapToObj(device -> new Names.Device(0, device + 1))
                        .toList(),
                channels.stream()
                        .map(channel -> new Names.Channel(plan.channels().getOrDefault(channel, ""), 0, channel.text()))
                        .toList(),
                List.of(),
                List.of(),
                plan.servers().size()));
        directory.write("scenario.yaml", scenario());
        directory.write("settings", "");
    }

    /// A scenario with as many people, channels and messages per second as were seen.
    private String scenario() {
        double seconds = Math.max(1, clock.micros() / 1e6);
        double rate = Math.max(0.1, sent.get() / seconds);
        long mean = sent.get() == 0 ? MIN_BYTES : bytes.get() / sent.get();
        long size = Math.clamp(mean, MIN_BYTES, MAX_BYTES);
        return String.format(
                Locale.ROOT,
                """
                # yaml-language-server: $schema=https://gapless.example/schema/scenario-v1.json
                # Recorded: %d messages of %d people in %.0f s. Texts were not kept.
                apiVersion: gapless/v1
                kind: Scenario
                metadata: {name: %s, title: The load that was recorded}
                spec:
                  run: {seed: 1, max_duration: %ds, modes: [local, live]}
                  fixtures:
                    tenants:
                      - id: t-recorded
                        users: [{group: people, count: %d}]
                        channels: [{group: rooms, count: %d, members: people}]
                  load:
                    - id: chatter
                      actors: t-recorded/people
                      do: send
                      channels: rooms
                      arrival: {rate: %.1f/s, for: %ds}
                      payload: {bytes: [%d, %d]}
                  settle: {timeout: 60s}
                  invariants:
                    - dense_seq
                    - no_duplicate_display
                    - no_phantom_display
                    - per_conversation_order
                    - converged
                """,
                sent.get(), senders.size(), seconds, plan.name(), 120 + 2 * (long) seconds,
                Math.max(2, senders.size()), plan.channels().size(), rate, Math.max(1, (long) seconds), size, size);
    }

    /// One device.
    private final class Watcher implements ChatListener {
        private final int number;
        private final List<ChannelId> channels;
        private final HistoryWriter ops;
        private final Map<ChannelId, Long> last = new ConcurrentHashMap<>();
        private final Set<String> gateways = new HashSet<>();
        private boolean live;

        Watcher(int number, List<ChannelId> channels, HistoryWriter ops) {
            this.number = number;
            this.channels = channels;
            this.ops = ops;
        }

        @Override
        public void event(Event event) {
            ops.write(Row.send(
                    RowKind.SHOWN, 0, number, channels.indexOf(event.channel()), event.seq().value(), number(event), 0,
                    clock.micros()));
            last.put(event.channel(), event.seq().value());
            shown.incrementAndGet();
            if (number == 0 && event.body() instanceof MessagePosted message) {
                sent.incrementAndGet();
                senders.add(event.actor());
                bytes.addAndGet(message.text().getBytes(StandardCharsets.UTF_8).length);
            }
        }

        @Override
        public void state(ConnectionState state) {
            if (state instanceof ConnectionState.Live now) {
                gateways.add(now.gateway());
                live = true;
                ops.write(Row.of(RowKind.CONNECTED, number, gateways.size(), clock.micros()));
                return;
            }
            if (live) {
                live = false;
                ops.write(Row.of(RowKind.DISCONNECTED, number, 0, clock.micros()));
            }
            if (state instanceof ConnectionState.Connecting(int attempt)) {
                ops.write(Row.of(RowKind.CONNECTING, number, attempt, clock.micros()));
            }
        }

        @Override
        public void hole(HoleUpdate update) {
            RowKind kind =
                    switch (update) {
                        case HoleUpdate.HoleOpened opened -> RowKind.GAP_OPENED;
                        case HoleUpdate.HoleRepaired repaired -> RowKind.GAP_CLOSED;
                    };
            ops.write(Row.place(
                    kind, number, channels.indexOf(update.channel()), update.from().value(), update.to().value(),
                    clock.micros()));
        }

        @Override
        public void cursor(CursorView cursor) {
            if (cursor.threadRoot().isEmpty() && channels.contains(cursor.channel())) {
                ops.write(Row.place(
                        RowKind.CURSOR, number, channels.indexOf(cursor.channel()), cursor.seq().value(),
                        cursor.generation(), clock.micros()));
            }
        }
    }
}
