package dev.gapless.client;

import dev.gapless.client.Mailbox.Mail;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.Refusal;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.session.SendState;
import dev.gapless.client.session.SessionInput;
import dev.gapless.client.session.StartAt;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One device, live: it connects and connects again by itself, hands every event of the followed channels to its listener
/// once and in order, and keeps every send until it is settled. docs/internals/client.md draws how.
///
/// Any thread may call, the listener's too; no call waits for the network. One virtual thread per client, and no more while
/// it is idle.
public final class ChatClient implements AutoCloseable {
    private static final int KEY_BYTES = 16;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final ChatOptions options;
    private final Mailbox mailbox = new Mailbox();
    private final Map<SendKey, PendingSend> sends = new ConcurrentHashMap<>(2);
    private final ApiClient api;
    private final SessionDriver driver;
    private final Thread thread;
    private volatile boolean closed;

    private ChatClient(ChatOptions options, ChatListener listener) {
        this.options = options;
        this.api = new ApiClient(options.endpoint(), options.token(), options.http());
        this.driver = new SessionDriver(options, listener, mailbox, this::sendChanged, this::ended);
        this.thread = Thread.ofVirtual().name("chat-" + options.device()).unstarted(driver);
    }

    private record SendKey(ChannelId channel, IdempotencyKey key) {
        static SendKey of(OutgoingMessage message) {
            return new SendKey(message.channel(), message.key());
        }
    }

    /// Starts a device: it connects at once and takes up the unsettled sends of its last run.
    public static ChatClient start(ChatOptions options, ChatListener listener) {
        ChatClient client = new ChatClient(options, listener);
        for (OutgoingMessage message : options.outbox().all()) {
            client.sends.put(SendKey.of(message), new PendingSend(message));
            client.tell(new SessionInput.Restore(message));
        }
        client.tell(new SessionInput.GoOnline());
        client.thread.start();
        return client;
    }

    /// Follows a channel from where this device stood when it last did, or else from now on.
    public void subscribe(ChannelId channel) {
        Optional<SavedPosition> saved = options.positions().find(channel);
        subscribe(channel, saved.isPresent() ? new StartAt.Saved(saved.get()) : new StartAt.Now());
    }

    /// Follows a channel from a place. For a channel that is followed already, the place means nothing.
    public void subscribe(ChannelId channel, StartAt start) {
        tell(new SessionInput.Subscribe(channel, InterestLevel.FULL, start));
    }

    /// Is told only how far a channel has come (`Notice.HeadMoved`), without its events.
    public void watch(ChannelId channel) {
        Optional<SavedPosition> saved = options.positions().find(channel);
        tell(new SessionInput.Subscribe(
                channel,
                InterestLevel.HEAD,
                saved.isPresent() ? new StartAt.Saved(saved.get()) : new StartAt.Now()));
    }

    /// Tells the server that the person has read a channel up to here. Several are told as one; what is lost with a connection
    /// is told on the next one; one from before a mark-unread moves nothing.
    public void read(ChannelId channel, Seq seq) {
        tell(new SessionInput.Read(channel, Optional.empty(), seq));
    }

    /// The same for a thread.
    public void readThread(ChannelId channel, Seq root, Seq seq) {
        tell(new SessionInput.Read(channel, Optional.of(root), seq));
    }

    /// Gives the client the read positions that an earlier run kept, right after its start.
    ///
    /// @param revision as [ChatListener#revision] told it
    public void restoreCursors(long revision, List<CursorView> cursors) {
        tell(new SessionInput.RestoreCursors(revision, cursors));
    }

    /// Follows a channel no more.
    public void unsubscribe(ChannelId channel) {
        tell(new SessionInput.Unsubscribe(channel));
    }

    /// Sends a message with a new random key.
    ///
    /// @throws dev.gapless.protocol.error.GaplessException if the text is blank, too long or not UTF-8
    public PendingSend send(ChannelId channel, String text) {
        return send(OutgoingMessage.of(channel, newKey(), text));
    }

    /// Sends a message. It is stored before the first try, goes out when the device is connected, and is tried with its key
    /// until it is settled. A key that waits already, with the same text, is that send.
    ///
    /// @return the send; refused at once if the outbox is full or the key waits with another text (the listener is not told)
    /// @throws dev.gapless.protocol.error.GaplessException if the text is blank, too long or not UTF-8
    /// @throws dev.gapless.client.store.StoreException if it could not be stored; then it is not tried
    public PendingSend send(OutgoingMessage message) {
        Texts.checkMessage(message.text());
        synchronized (sends) {
            if (closed) {
                throw new IllegalStateException("client: closed (expected: open)");
            }
            PendingSend known = sends.get(SendKey.of(message));
            if (known != null) {
                return known.message().equals(message) ? known : refused(message, keyReused(message));
            }
            if (sends.size() >= options.limits().outbox()) {
                return refused(message, outboxFull());
            }
            options.outbox().put(message);
            PendingSend pending = new PendingSend(message);
            sends.put(SendKey.of(message), pending);
            tell(new SessionInput.Send(message));
            return pending;
        }
    }

    /// A random key, as [#send(ChannelId, String)] takes it.
    public IdempotencyKey newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        options.random().nextBytes(bytes);
        return new IdempotencyKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// No network from now on: the connection is closed, sends wait.
    public void goOffline() {
        tell(new SessionInput.GoOffline());
    }

    /// Network again.
    public void goOnline() {
        tell(new SessionInput.GoOnline());
    }

    /// Does not wait for the next attempt; connects anew if connected.
    public void reconnectNow() {
        tell(new SessionInput.ReconnectNow());
    }

    /// Drops the socket without a word, as a lost network would; for simulations. The device connects again by itself.
    public void severConnection() {
        mailbox.add(new Mail.Sever());
    }

    /// How the device stands to its server.
    public ConnectionState state() {
        return driver.state();
    }

    /// Sends that are not settled.
    public int unsettledSends() {
        return sends.size();
    }

    /// How far the application has come, per channel.
    public Map<ChannelId, SavedPosition> positions() {
        return options.positions().all();
    }

    /// Single questions, with the same token.
    public ApiClient api() {
        return api;
    }

    /// Disconnects and keeps the positions. The listener is not called any more once this returns (unless it is the
    /// listener that calls). Unsettled sends stay in the store.
    @Override
    public void close() {
        closed = true;
        mailbox.add(new Mail.Stop());
        if (thread.equals(Thread.currentThread())) {
            return;
        }
        try {
            thread.join(CLOSE_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(SessionInput input) {
        mailbox.add(new Mail.Input(input));
    }

    private void sendChanged(OutgoingMessage message, SendState state) {
        SendKey key = SendKey.of(message);
        PendingSend pending = state.settled() ? sends.remove(key) : sends.get(key);
        if (pending != null) {
            pending.update(state);
        }
    }

    private void ended() {
        closed = true;
    }

    private static PendingSend refused(OutgoingMessage message, Refusal why) {
        PendingSend refused = new PendingSend(message);
        refused.update(new SendState.Refused(why));
        return refused;
    }

    private static Refusal keyReused(OutgoingMessage message) {
        return Refusal.of(
                dev.gapless.protocol.error.ErrorCode.KEY_REUSED,
                "key: " + message.key() + " (expected: a new key for a new text)");
    }

    private Refusal outboxFull() {
        return new Refusal(
                Refusal.OUTBOX_FULL,
                "outbox: " + sends.size() + " sends (expected: fewer than "
                        + options.limits().outbox() + ")",
                true,
                Optional.empty());
    }
}
