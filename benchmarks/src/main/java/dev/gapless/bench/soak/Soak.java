package dev.gapless.bench.soak;

import dev.gapless.bench.BenchReport;
import dev.gapless.client.AdminClient;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.client.transport.LeanTransport;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// One run: makes the world, lets the people act while parts are killed, and proves the counts at each check.
///
/// Used from one thread.
public final class Soak implements AutoCloseable {
    /// The fault that makes a build that does not take one delete off the counts.
    public static final String SKIP_DELETE = "skip-delete";
    private static final int PRIVATE_PER_PUBLIC = 4;
    private static final long MAX_SECONDS = 30L * 86_400;

    private final SoakOptions options;
    private final SystemStack system;
    private final Consumer<String> progress;
    private final Ledger ledger = new Ledger();
    private final LongAdder acts = new LongAdder();
    private final Took took = new Took();
    private final HttpOptions http;
    private final LeanTransport transport;
    private final List<Tenant> tenants = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();

    private Soak(SoakOptions options, SystemStack system, Consumer<String> progress) {
        this.options = options;
        this.system = system;
        this.progress = progress;
        this.http = HttpOptions.standard(new Random(options.seed()));
        this.transport = new LeanTransport(new Random(options.seed()));
    }

    /// Runs on a stack, which is left as it is after the run.
    ///
    /// @param progress hears what is being done
    public static SoakResult run(SoakOptions options, SystemStack system, Consumer<String> progress) {
        try (Soak soak = new Soak(options, system, progress)) {
            return soak.run();
        }
    }

    private SoakResult run() {
        progress.accept("making " + options.tenants() + " workspaces with " + options.people() + " people each");
        for (int i = 0; i < options.tenants(); i++) {
            make("soak-" + options.seed() + "-" + i);
        }
        if (options.skipDelete()) {
            system.arm(SKIP_DELETE);
        }
        try (InboxWatch inbox = new InboxWatch(system.stack().state(), people, options.seed());
                Killer killer = new Killer(
                        options.seed(), options.killEvery(), options.down(), parts(), acts, ledger, progress)) {
            Proof proof = new Proof(tenants, people, ledger, inbox, options.settle(), progress);
            return run(inbox, killer, proof);
        }
    }

    private List<Killer.Part> parts() {
        List<Killer.Part> all = system.parts();
        Set<String> names = all.stream().map(Killer.Part::name).collect(Collectors.toCollection(TreeSet::new));
        if (!names.containsAll(options.kill())) {
            throw new IllegalArgumentException("kill: " + options.kill() + " (expected: some of " + names + ")");
        }
        return options.kill().isEmpty()
                ? all
                : all.stream().filter(part -> options.kill().contains(part.name())).toList();
    }

    private SoakResult run(InboxWatch inbox, Killer killer, Proof proof) {
        List<Act.Schedule> schedules = schedules();
        long actingNanos = 0;
        long deadline = (options.seconds() == 0 ? MAX_SECONDS : options.seconds()) * 1_000_000_000L;
        for (int check = 1; check <= options.checks() && proof.differenceCount() == 0; check++) {
            long wanted = (long) options.acts() * check / options.checks();
            long begin = System.nanoTime();
            inbox.resume();
            act(schedules, wanted, deadline - actingNanos);
            inbox.pause();
            actingNanos += System.nanoTime() - begin;
            progress.accept("%d acts, %.0f/s; proof %d of %d".formatted(
                    acts.sum(), acts.sum() * 1e9 / actingNanos, check, options.checks()));
            boolean last = check == options.checks() || actingNanos >= deadline;
            killer.pause();
            try {
                proof.run(tenants);
            } finally {
                killer.resume();
            }
            if (last) {
                break;
            }
        }
        killer.close();
        ledger.problems().forEach(problem -> progress.accept("PROBLEM: " + problem));
        return result(inbox, killer, proof, actingNanos / 1e9);
    }

    private SoakResult result(InboxWatch inbox, Killer killer, Proof proof, double seconds) {
        Map<String, Integer> kills = killer.kills();
        BenchReport report = new BenchReport("unread")
                .put("seed", options.seed())
                .put("people", people.size())
                .put("channels", tenants.stream().mapToLong(tenant -> tenant.rooms().size()).sum())
                .put("acts", acts.sum())
                .put("seconds", seconds)
                .put("acts_per_second", acts.sum() / seconds)
                .put("mean_ms_by_act", took.text())
                .put("events_in_the_log", proof.events())
                .put("acked_at_a_seq", ledger.acks.sum())
                .put("tried_again", ledger.retries.sum())
                .put("in_doubt", ledger.doubts.sum())
                .put("refused", ledger.refusals.sum())
                .put("kills", kills.values().stream().mapToLong(Integer::longValue).sum())
                .put("killed", kills.toString())
                .put("counts_verified", proof.verified())
                .put("exact_within_ms", proof.slowestMs())
                .put("inbox_ready_within_ms", proof.inboxReadyMs())
                .put("inbox_exact_within_ms", proof.inboxSlowestMs())
                .put("inbox_answers", inbox.answers())
                .put("inbox_conversations_compared", proof.sampled())
                .put("inbox_left_to_shard", proof.inexactSamples())
                .put("inbox_not_ready", inbox.notReady())
                .put("inbox_cursors_missed", proof.staleCursors())
                .put("inbox_at_rest", proof.inboxAtRest())
                .put("inbox_at_rest_left_to_shard", proof.inexactAtRest())
                .put("unread_drift", drift())
                .put("differences", proof.differenceCount())
                .put("problems", ledger.problemCount());
        List<String> found = new ArrayList<>(proof.differences());
        found.addAll(ledger.problems());
        return new SoakResult(report, found);
    }

    private List<Act.Schedule> schedules() {
        List<Act.Schedule> schedules = new ArrayList<>();
        for (int worker = 0; worker < options.workers(); worker++) {
            schedules.add(new Act.Schedule(
                    options.seed(), worker, options.workers(), Math.max(1, peopleOf(worker).size()),
                    tenants.getFirst().rooms().size()));
        }
        return schedules;
    }

    private List<Person> peopleOf(int worker) {
        List<Person> own = new ArrayList<>();
        for (int i = worker; i < people.size(); i += options.workers()) {
            own.add(people.get(i));
        }
        return own;
    }

    /// Each worker does its share; returns when all have.
    private void act(List<Act.Schedule> schedules, long wanted, long nanos) {
        long end = System.nanoTime() + nanos;
        long share = (wanted - acts.sum()) / options.workers() + 1;
        CountDownLatch done = new CountDownLatch(options.workers());
        for (int worker = 0; worker < options.workers(); worker++) {
            List<Person> own = peopleOf(worker);
            Act.Schedule schedule = schedules.get(worker);
            Thread.ofVirtual().name("worker-" + worker).start(() -> {
                try {
                    for (long i = 0; i < share && !own.isEmpty(); i++) {
                        long begin = System.nanoTime();
                        if (begin - end > 0) {
                            break;
                        }
                        Act act = schedule.next();
                        own.get(act.person() % own.size()).act(act);
                        acts.increment();
                        took.record(act.kind(), System.nanoTime() - begin);
                    }
                } catch (RuntimeException e) {
                    ledger.problem("a worker stopped: " + e);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    // ---- the world

    private void make(String slug) {
        AdminClient admin = system.admin(http);
        WorkspaceView workspace = admin.createWorkspace(new CreateWorkspace(slug, slug));
        Names names = new Names();
        CreatedUser owner = admin.createUser(slug, new CreateUser("owner", "Owner", "person", "owner"));
        ApiClient ownerApi = api(owner, 0);
        List<CreatedUser> users = new ArrayList<>();
        for (int i = 0; i < options.people(); i++) {
            CreatedUser user = admin.createUser(
                    slug, new CreateUser(Tenant.handle(i), "Person " + i, "person", "member"));
            names.put(Tenant.handle(i), user.user().id());
            users.add(user);
        }
        List<Room> rooms = new ArrayList<>();
        for (int i = 0; i < options.rooms(); i++) {
            rooms.add(new Room(create(ownerApi, "open-" + i, "public"), true));
        }
        int closed = Math.max(1, options.rooms() / PRIVATE_PER_PUBLIC);
        for (int i = 0; i < closed; i++) {
            Room room = new Room(create(ownerApi, "closed-" + i, "private"), false);
            users.forEach(user -> ownerApi.invite(room.id(), user.user().id()));
            rooms.add(room);
        }
        Tenant tenant = new Tenant(
                slug, workspace.id(), owner.user().id(), ownerApi, rooms, users.size(), names, ledger);
        tenants.add(tenant);
        for (int i = 0; i < users.size(); i++) {
            Person person = person(tenant, i, users.get(i));
            people.add(person);
            rooms.stream().filter(room -> !room.open()).forEach(person::startsIn);
        }
    }

    private static ChannelId create(ApiClient api, String name, String kind) {
        return api.createChannel(new CreateChannel(name, kind, Optional.empty())).id();
    }

    private Person person(Tenant tenant, int index, CreatedUser user) {
        UserId id = user.user().id();
        Device device = new Device(tenant.slug() + "/" + Tenant.handle(index), ledger);
        ChatClient chat = ChatClient.start(
                ChatOptions.of(endpoint(index), Token.of(user.token()), transport, http).withDevice("soak"), device);
        return new Person(tenant, index, id, api(user, index), chat, device, ledger);
    }

    private ApiClient api(CreatedUser user, int turn) {
        return new ApiClient(endpoint(turn), Token.of(user.token()), http);
    }

    /// All gateways, beginning with another one for each person.
    private Endpoint endpoint(int turn) {
        List<URI> servers = new ArrayList<>(system.stack().servers());
        Collections.rotate(servers, turn);
        return new Endpoint(servers);
    }

    /// What the gateways' own metric says.
    private long drift() {
        long drift = 0;
        for (URI server : system.stack().servers()) {
            try {
                String metrics = http.http().send(
                        HttpRequest.newBuilder(server.resolve("/metrics")).build(), BodyHandlers.ofString()).body();
                drift += drift(metrics);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return drift;
    }

    /// What the metric of one gateway says.
    static long drift(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("unread_drift_total"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        people.forEach(Person::close);
        transport.close();
        http.http().close();
    }
}
