package dev.gapless.client.session;

import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/// A server, a network and time, all in one queue of events, all from one seed. The server keeps its promises about the log
/// and about answers on a connection that holds; of pushes it promises nothing: they get lost, come twice, late or in
/// another order. The network may cut or silently swallow a connection at any time.
final class SimulatedWorld {
    static final WorkspaceId WORKSPACE = new WorkspaceId(1);
    static final int PUSHED_BACKLOG = 12;

    final Random random;
    final Map<ChannelId, Log> logs = new LinkedHashMap<>();
    /// Probability of each kind of trouble; 0 once the world has healed.
    double trouble;

    private final PriorityQueue<Step> queue =
            new PriorityQueue<>(Comparator.comparingLong(Step::atMs).thenComparingLong(Step::order));
    private final List<Link> links = new ArrayList<>();
    private long nowMs;
    private long order;

    SimulatedWorld(long seed, double trouble, int channels) {
        this.random = new Random(seed);
        this.trouble = trouble;
        for (int i = 1; i <= channels; i++) {
            logs.put(new ChannelId(i), new Log(new ChannelId(i)));
        }
    }

    private record Step(long atMs, long order, Runnable action) {}

    /// What a device hears from its network.
    interface Peer {
        void hear(SessionInput input);
    }

    /// One channel's log.
    static final class Log {
        final ChannelId channel;
        final List<Event> events = new ArrayList<>();
        final Map<String, Long> byKey = new HashMap<>();
        Epoch epoch = Epoch.FIRST;

        Log(ChannelId channel) {
            this.channel = channel;
        }

        long head() {
            return events.size();
        }

        ServerFrame.ChannelHead channelHead() {
            return new ServerFrame.ChannelHead(channel, epoch, new Position(head()), new Ordinal(head()));
        }
    }

    /// One connection, as the server has it.
    final class Link {
        final long connection;
        final UserId user;
        final Peer peer;
        final Map<ChannelId, Boolean> subscribed = new HashMap<>();
        /// Last send of each channel that another one may follow.
        final Map<ChannelId, Long> followable = new HashMap<>();
        boolean open = true;
        boolean swallowed;
        long lastUpMs;
        long lastDownMs;

        Link(long connection, UserId user, Peer peer) {
            this.connection = connection;
            this.user = user;
            this.peer = peer;
        }

        /// A frame from the device, in order.
        void up(ClientFrame frame) {
            lastUpMs = Math.max(lastUpMs, nowMs + latency());
            at(lastUpMs, () -> {
                if (open && !swallowed) {
                    serve(this, frame);
                }
            });
        }

        /// A frame to the device, in order.
        void down(ServerFrame frame) {
            lastDownMs = Math.max(lastDownMs, nowMs + latency());
            at(lastDownMs, () -> deliver(frame));
        }

        /// A push: perhaps lost, doubled, or overtaken.
        void push(ServerFrame frame) {
            if (chance(0.15)) {
                return;
            }
            down(frame);
            if (chance(0.1)) {
                down(frame);
            }
            if (chance(0.1)) {
                at(nowMs + 5L * latency(), () -> deliver(frame));
            }
        }

        /// The connection ends; the device hears of it a little later.
        void cut() {
            if (open) {
                open = false;
                after(latency(), () -> peer.hear(new SessionInput.SocketClosed(connection, "cut")));
            }
        }

        private void deliver(ServerFrame frame) {
            if (open && !swallowed) {
                peer.hear(new SessionInput.FrameReceived(connection, frame));
            }
        }
    }

    long nowMs() {
        return nowMs;
    }

    /// Runs the next step.
    ///
    /// @return false if there is none, or it lies behind the bound
    boolean step(long untilMs) {
        Step next = queue.peek();
        if (next == null || next.atMs() > untilMs) {
            return false;
        }
        queue.poll();
        nowMs = next.atMs();
        next.action().run();
        return true;
    }

    void after(long delayMs, Runnable action) {
        at(nowMs + delayMs, action);
    }

    void at(long atMs, Runnable action) {
        queue.add(new Step(Math.max(nowMs, atMs), order++, action));
    }

    boolean chance(double share) {
        return random.nextDouble() < share * trouble;
    }

    long latency() {
        return 1L + random.nextInt(20);
    }

    /// A device connects: it hears `SocketOpened` or `SocketClosed`, or, if the network swallows it, nothing.
    Optional<Link> connect(long connection, UserId user, Peer peer) {
        if (chance(0.1)) {
            after(latency(), () -> peer.hear(new SessionInput.SocketClosed(connection, "no route")));
            return Optional.empty();
        }
        if (chance(0.05)) {
            return Optional.empty();
        }
        Link link = new Link(connection, user, peer);
        links.add(link);
        link.lastDownMs = nowMs + latency();
        at(link.lastDownMs, () -> peer.hear(new SessionInput.SocketOpened(connection)));
        return Optional.of(link);
    }

    /// Every so often something breaks, and the server repeats its heads.
    void keepBusy() {
        links.removeIf(link -> !link.open);
        for (Link link : List.copyOf(links)) {
            if (chance(0.03)) {
                link.cut();
            } else if (chance(0.02)) {
                link.swallowed = true;
            } else {
                link.subscribed.keySet().forEach(channel -> {
                    Log log = log(channel);
                    link.push(new ServerFrame.Head(channel, new Position(log.head()), new Ordinal(log.head())));
                });
            }
        }
        after(500, this::keepBusy);
    }

    /// Heals the network. Connections that were swallowed stay so, without a word: the devices must find out.
    void heal() {
        trouble = 0;
    }

    /// A restore from a backup: the log is cut, numbered anew, and all connections end.
    void rewind(ChannelId channel) {
        Log log = log(channel);
        int keep = random.nextInt(log.events.size() + 1);
        List<Event> lost = log.events.subList(keep, log.events.size());
        lost.forEach(event -> log.byKey.values().remove(event.seq().value()));
        lost.clear();
        log.epoch = new Epoch(log.epoch.value() + 1);
        links.forEach(Link::cut);
    }

    /// Reads a page, badly at times.
    void fetch(SessionEffect.FetchPage fetch, Peer peer) {
        after(latency() + (chance(0.2) ? random.nextInt(4_000) : 0), () -> {
            SessionInput outcome = chance(0.2)
                    ? new SessionInput.PageFailed(
                            fetch.fetch(), new Refusal(Refusal.UNREACHABLE, "cut", false, Optional.empty()))
                    : new SessionInput.PageFetched(fetch.fetch(), page(fetch));
            after(latency(), () -> peer.hear(outcome));
        });
    }

    Log log(ChannelId channel) {
        return Optional.ofNullable(logs.get(channel)).orElseThrow();
    }

    /// Somebody without a device posts.
    Event post(ChannelId channel, UserId user, IdempotencyKey key, String text) {
        Log log = log(channel);
        long seq = log.head() + 1;
        Event event = new Event(
                channel,
                new Seq(seq),
                new Ordinal(seq),
                user,
                Instant.ofEpochMilli(nowMs),
                EventBody.MessagePosted.of(text, key));
        log.events.add(event);
        log.byKey.put(user + "/" + key, seq);
        for (Link link : links) {
            if (link.open && link.subscribed.containsKey(channel)) {
                pushLive(link, event);
            }
        }
        return event;
    }

    private void pushLive(Link link, Event event) {
        if (chance(0.1)) {
            long from = Math.max(1, event.seq().value() - random.nextInt(3));
            link.push(new ServerFrame.Gap(event.channel(), new Seq(from), event.seq()));
        } else if (random.nextInt(4) == 0) {
            link.push(new ServerFrame.PushedMany(List.of(event)));
        } else {
            link.push(new ServerFrame.Pushed(event));
        }
    }

    private void serve(Link link, ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Hello hello -> greet(link, hello);
            case ClientFrame.Sub sub -> subscribe(link, sub);
            case ClientFrame.Unsub unsub -> {
                link.subscribed.remove(unsub.channel());
                link.down(new ServerFrame.Unsubscribed(unsub.ref(), unsub.channel()));
            }
            case ClientFrame.Send send -> commit(link, send);
            case ClientFrame.Read read -> {}
            case ClientFrame.Ping(long nonce) -> link.down(new ServerFrame.Pong(nonce));
        }
    }

    private void greet(Link link, ClientFrame.Hello hello) {
        if (chance(0.1)) {
            link.down(error(Optional.empty(), ErrorCode.OVERLOADED, Optional.of(Duration.ofMillis(200))));
            link.cut();
            return;
        }
        List<ServerFrame.ChannelHead> heads =
                hello.resume().keySet().stream().map(channel -> log(channel).channelHead()).toList();
        link.down(new ServerFrame.Welcome(link.user, WORKSPACE, "g1", Duration.ofSeconds(10), heads, List.of()));
        if (chance(0.05)) {
            link.down(new ServerFrame.Notice(
                    ServerFrame.Notice.DRAIN,
                    Optional.empty(),
                    Optional.of(Duration.ofSeconds(5)),
                    Optional.of(Duration.ofMillis(random.nextInt(3_000)))));
        }
    }

    private void subscribe(Link link, ClientFrame.Sub sub) {
        if (chance(0.1)) {
            link.down(error(Optional.of(sub.ref()), ErrorCode.OVERLOADED, Optional.of(Duration.ofMillis(100))));
            return;
        }
        if (chance(0.02)) {
            return;
        }
        Log log = log(sub.channel());
        link.subscribed.put(sub.channel(), true);
        link.down(new ServerFrame.Subscribed(sub.ref(), log.channelHead()));
        if (sub.after().isEmpty()) {
            return;
        }
        long after = sub.after().get().value();
        if (log.head() - after > PUSHED_BACKLOG) {
            link.push(new ServerFrame.Gap(sub.channel(), new Seq(after + 1), new Seq(log.head())));
        } else {
            for (long seq = after + 1; seq <= log.head(); seq++) {
                link.push(new ServerFrame.Pushed(log.events.get((int) seq - 1)));
            }
        }
        link.push(new ServerFrame.CaughtUp(sub.channel(), new Position(log.head())));
    }

    private void commit(Link link, ClientFrame.Send send) {
        Optional<Long> ref = Optional.of(send.ref());
        Optional<Long> last = Optional.ofNullable(link.followable.get(send.channel()));
        if (send.follows().isPresent() && !send.follows().equals(last)) {
            link.down(error(ref, ErrorCode.OUT_OF_ORDER, Optional.empty()));
            return;
        }
        link.followable.remove(send.channel());
        if (chance(0.1)) {
            link.down(error(ref, ErrorCode.OVERLOADED, Optional.of(Duration.ofMillis(50))));
            return;
        }
        if (chance(0.05)) {
            link.down(error(ref, ErrorCode.OUTCOME_UNKNOWN, Optional.empty()));
            return;
        }
        link.followable.put(send.channel(), send.ref());
        Log log = log(send.channel());
        Long known = log.byKey.get(link.user + "/" + send.key());
        Event event = known == null
                ? post(send.channel(), link.user, send.key(), send.text())
                : log.events.get((int) (known - 1));
        if (!((EventBody.MessagePosted) event.body()).text().equals(send.text())) {
            link.down(error(ref, ErrorCode.KEY_REUSED, Optional.empty()));
        } else if (chance(0.05)) {
            link.followable.remove(send.channel());
            link.down(error(ref, ErrorCode.OUTCOME_UNKNOWN, Optional.empty()));
        } else if (chance(0.1)) {
            link.cut();
        } else if (!chance(0.03)) {
            link.down(new ServerFrame.Sent(
                    send.ref(), send.channel(), event.seq(), event.ordinal(), event.at(), known != null));
        }
    }

    private EventPage page(SessionEffect.FetchPage fetch) {
        Log log = log(fetch.channel());
        long after = Math.min(fetch.after().value(), log.head());
        long most = chance(0.3) ? 1L + random.nextInt(fetch.limit()) : fetch.limit();
        long to = Math.min(log.head(), after + most);
        List<Event> events = new ArrayList<>(log.events.subList((int) after, (int) to));
        if (!events.isEmpty() && chance(0.1)) {
            events.remove(random.nextInt(events.size()));
        }
        return new EventPage(
                fetch.channel(),
                log.epoch,
                fetch.after().value() + 1,
                Math.max(to, fetch.after().value()),
                new Position(log.head()),
                new Ordinal(log.head()),
                1,
                events);
    }

    private static ServerFrame.Error error(Optional<Long> ref, ErrorCode code, Optional<Duration> retryAfter) {
        return new ServerFrame.Error(ref, code.text(), "simulated", code.definite(), retryAfter);
    }
}
