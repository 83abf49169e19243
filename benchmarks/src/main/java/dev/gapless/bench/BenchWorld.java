package dev.gapless.bench;

import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.client.ApiClient;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Listing;
import dev.gapless.client.SystemHttp;
import dev.gapless.client.Token;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.PinRoute;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.api.PutQuota;
import dev.gapless.protocol.api.PutRetention;
import dev.gapless.protocol.api.RunRetention;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// People and channels for a bench, made through the public API.
///
/// Used from one thread; what it makes, it makes several at a time.
public final class BenchWorld {
    private static final int AT_ONCE = 16;
    private final BenchStack stack;
    private final String workspace;
    private final HttpOptions options = SystemHttp.options();
    private final AdminClient admin;
    private final WorkspaceId id;
    private int pins;

    /// Makes the workspace.
    ///
    /// @param workspace what its slug begins with; which shard it is on depends on the id it gets
    public BenchWorld(BenchStack stack, String workspace) {
        this.stack = stack;
        this.workspace = stack.slug(workspace);
        try {
            this.admin = new AdminClient(
                    Endpoint.of(stack.state().admin().toString()),
                    Token.read(stack.state().operatorToken()),
                    options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.id = admin.createWorkspace(new CreateWorkspace(this.workspace, "Bench")).id();
    }

    /// The operator's way in.
    AdminClient admin() {
        return admin;
    }

    /// Id of the workspace.
    public WorkspaceId id() {
        return id;
    }

    /// Makes people.
    public List<CreatedUser> people(String prefix, int count) {
        return each(count, i -> admin.createUser(
                workspace, new CreateUser(prefix + i, prefix + " " + i, "person", "member")));
    }

    /// Makes public channels; the person behind the token is a member of each.
    public List<String> channels(String token, String prefix, int count) {
        ApiClient api = api(token);
        return each(count, i -> api.createChannel(new CreateChannel(prefix + i, "public", Optional.empty())))
                .stream()
                .map(ChannelView::id)
                .map(Object::toString)
                .toList();
    }

    /// Makes the people members of a channel.
    public void join(List<String> tokens, String channel) {
        each(tokens.size(), i -> api(tokens.get(i)).join(ChannelId.parse(channel)));
    }

    /// Makes a person a member of channels.
    public void joinAll(String token, List<String> channels) {
        ApiClient api = api(token);
        each(channels.size(), i -> api.join(ChannelId.parse(channels.get(i))));
    }

    /// Sets a hard limit of the workspace.
    void limit(String dimension, long perSecond) {
        admin.putQuota(
                workspace, dimension, "workspace", new PutQuota("hard", perSecond),
                terms(dimension));
    }

    /// Gives a channel a class, whatever it does.
    void pin(String channel, String channelClass, Duration length) {
        admin.pinRoute(workspace, channel, PinRoute.lasting(channelClass, length.toMillis()),
                terms("pin-" + ++pins + "-" + channel));
    }

    /// Lets heat decide again.
    void unpin(String channel) {
        admin.unpinRoute(workspace, channel, terms("unpin-" + channel));
    }

    /// Why a channel has the class that it has, in words.
    String routeWhy(String channel) {
        return admin.route(workspace, channel).why();
    }

    /// Has what is older go when retention runs.
    void keep(Duration length) {
        admin.setRetention(workspace, Optional.empty(), new PutRetention(Optional.of(length.toMillis())),
                terms("keep"));
    }

    /// Lets the workspace keep its events for ever again.
    void keepAll() {
        admin.setRetention(workspace, Optional.empty(), new PutRetention(Optional.empty()), terms("keep-all"));
    }

    /// True if a run of retention is under way, also one that nobody asked for.
    boolean removes() {
        return admin.jobs(workspace, Listing.first()).jobs().stream()
                .anyMatch(job -> job.kind().equals("retention") && job.state().equals("open"));
    }

    /// Asks for a run of retention, and does not wait for it.
    JobView runRetention() {
        return admin.runRetention(workspace, new RunRetention(Optional.empty()), terms("run"));
    }

    JobView job(String id) {
        return admin.job(workspace, id);
    }

    private AdminTerms terms(String key) {
        return new AdminTerms(
                new IdempotencyKey("bench-" + workspace + "-" + key), Optional.of("bench"), Optional.empty(), false);
    }

    public ApiClient api(String token) {
        return new ApiClient(
                Endpoint.of(stack.servers().stream().map(Object::toString).toList()), Token.of(token), options);
    }

    /// Makes things, several at a time.
    static <T> List<T> each(int count, IntFunction<T> make) {
        try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                tasks.add(() -> make.apply(number));
            }
            List<T> made = new ArrayList<>();
            for (Future<T> one : workers.invokeAll(tasks)) {
                made.add(one.get());
            }
            return made;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        }
    }
}
