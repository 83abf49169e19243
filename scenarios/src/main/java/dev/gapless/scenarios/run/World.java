package dev.gapless.scenarios.run;

import dev.gapless.client.AdminClient;
import dev.gapless.client.ApiClient;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.scenarios.run.Schedule.Person;
import dev.gapless.scenarios.run.Schedule.Room;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/// The people and channels of a schedule, made on a real system through its public API.
///
/// Made by one thread; read by any.
final class World {
    private static final int AT_ONCE = 12;

    private final Schedule schedule;
    private final List<URI> gateways;
    private final HttpOptions http;
    private final WorkspaceId[] workspaces;
    private final Token[] tokens;
    private final ChannelId[] channels;
    private final Map<ChannelId, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<String, Integer> gatewayNumbers = new ConcurrentHashMap<>();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    /// @param gateways where clients connect
    World(Schedule schedule, List<URI> gateways, HttpOptions http) {
        this.schedule = schedule;
        this.gateways = List.copyOf(gateways);
        this.http = http;
        this.workspaces = new WorkspaceId[schedule.scenario().tenants().size()];
        this.tokens = new Token[schedule.people().size()];
        this.channels = new ChannelId[schedule.channels().size()];
    }

    /// Makes everything.
    ///
    /// @param suffix makes the names of workspaces unlike those of other runs
    void make(AdminClient admin, String suffix) {
        for (int tenant = 0; tenant < workspaces.length; tenant++) {
            String id = schedule.scenario().tenants().get(tenant).id();
            workspaces[tenant] =
                    admin.createWorkspace(new CreateWorkspace(id + suffix, "Scenario " + id)).id();
        }
        each(tokens.length, number -> {
            Person person = schedule.people().get(number);
            String slug = schedule.scenario().tenants().get(person.tenant()).id() + suffix;
            tokens[number] = Token.of(admin.createUser(
                    slug, new CreateUser(person.handle(), person.handle(), "person", "member"))
                    .token());
        });
        each(channels.length, number -> {
            Room room = schedule.channels().get(number);
            channels[number] = api(room.members().getFirst())
                    .createChannel(new CreateChannel(room.name(), "public", Optional.empty()))
                    .id();
            numbers.put(channels[number], number);
        });
        List<int[]> joins = new ArrayList<>();
        for (Room room : schedule.channels()) {
            room.members().stream().skip(1).forEach(person -> joins.add(new int[] {room.number(), person}));
        }
        each(joins.size(), i -> api(joins.get(i)[1]).join(channels[joins.get(i)[0]]));
        for (Room room : schedule.channels()) {
            ApiClient api = api(room.members().getFirst());
            each(room.preload(), i -> api.send(
                    channels[room.number()], "message " + i + " from before", new IdempotencyKey("before-" + i)));
        }
    }

    WorkspaceId workspace(int tenant) {
        return workspaces[tenant];
    }

    Token token(int person) {
        return tokens[person];
    }

    ChannelId channel(int number) {
        return channels[number];
    }

    /// The number of a channel of this world.
    int number(ChannelId channel) {
        return numbers.getOrDefault(channel, -1);
    }

    List<String> channelIds() {
        return Arrays.stream(channels).map(ChannelId::text).toList();
    }

    /// A number for a gateway run, from 1, in the order in which they were first seen.
    int gatewayNumber(String name) {
        return gatewayNumbers.computeIfAbsent(name, key -> gatewayNumbers.size() + 1);
    }

    HttpOptions http() {
        return http;
    }

    /// The gateways, beginning with another one for each number, so that devices spread over them.
    Endpoint endpoint(int number) {
        List<URI> turned = new ArrayList<>(gateways);
        Collections.rotate(turned, -(number % turned.size()));
        return new Endpoint(turned);
    }

    ApiClient api(int person) {
        return new ApiClient(endpoint(person), tokens[person], http);
    }

    /// A device's client stopped; the run is no use any more.
    void failed(RuntimeException why) {
        failure = Optional.of(why);
    }

    Optional<RuntimeException> failure() {
        return failure;
    }

    /// Does something for each number, several at a time.
    static void each(int count, IntConsumer work) {
        try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                tasks.add(() -> {
                    work.accept(number);
                    return true;
                });
            }
            for (Future<Boolean> one : workers.invokeAll(tasks)) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RunFailedException(String.valueOf(cause.getMessage()), cause);
        }
    }
}
