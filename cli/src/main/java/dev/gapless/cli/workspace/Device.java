package dev.gapless.cli.workspace;

import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.local.LocalStore;
import dev.gapless.client.local.MemoryLocalStore;
import dev.gapless.client.local.SqliteLocalStore;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.store.FilePositionStore;
import dev.gapless.client.store.PositionStore;
import dev.gapless.client.store.StoreException;
import dev.gapless.client.transport.TyrusTransport;
import dev.gapless.client.transport.WebSocketTransport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A live connection of this program with what belongs to it: transport, stores and the client, closed together. Make it,
/// choose stores, [#connect] once, close it.
public final class Device implements AutoCloseable {
    private final Session session;
    private final Workspace workspace;
    private final WebSocketTransport transport;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private ChatOptions options;

    /// A device that forgets everything when it ends.
    ///
    /// @param name for people, such as `tail`
    public Device(Session session, Workspace workspace, String name) {
        this.session = session;
        this.workspace = workspace;
        this.transport =
                workspace.context().trust().map(TyrusTransport::new).orElseGet(TyrusTransport::new);
        this.options = ChatOptions.of(
                workspace.endpoint(),
                workspace.token(),
                transport,
                workspace.context().http(session.world().random()))
                .withDevice(name);
    }

    /// File with the positions of this context's devices that remember.
    ///
    /// @param name of the device
    public static Path positionsFile(Session session, Workspace workspace, String name) {
        return directory(session, workspace).resolve(name + ".positions.json");
    }

    /// Remembers how far it came.
    ///
    /// @throws StoreException if another process of this device runs
    public PositionStore rememberPositions(String name) {
        FilePositionStore store = FilePositionStore.open(positionsFile(session, workspace, name));
        owned.add(store);
        options = options.withPositions(store);
        return store;
    }

    /// File of the local store of a context.
    public static Path localFile(Session session, Context context) {
        return directory(session, context.name()).resolve("local.db");
    }

    /// Keeps everything that a chat needs to open at once, in the file of this context; in memory only if another process has
    /// the file.
    public LocalStore rememberAll(String name) {
        LocalStore store = openLocal(name);
        owned.add(store);
        options = options.withPositions(store.positions()).withOutbox(store.outbox());
        return store;
    }

    private LocalStore openLocal(String name) {
        try {
            SqliteLocalStore store = SqliteLocalStore.open(localFile(session, workspace.context()));
            try {
                store.adopt(directory(session, workspace).resolve(name + ".outbox.jsonl"));
                return store;
            } catch (StoreException e) {
                session.notice("earlier sends stay where they are: " + e.getMessage());
                return store;
            }
        } catch (StoreException e) {
            session.notice("nothing is kept of this run: " + e.getMessage());
            return new MemoryLocalStore();
        }
    }

    /// Sends of an earlier run that are not settled.
    public List<OutgoingMessage> unsettled() {
        return options.outbox().all();
    }

    /// Connects.
    public ChatClient connect(ChatListener listener) {
        ChatClient client = ChatClient.start(options, listener);
        owned.addFirst(client);
        return client;
    }

    @Override
    public void close() {
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception e) {
                session.notice("closing: " + e.getMessage());
            }
        }
        transport.close();
    }

    private static Path directory(Session session, Workspace workspace) {
        return directory(session, workspace.context().name());
    }

    private static Path directory(Session session, String context) {
        return session.world().stateDirectory().resolve("devices").resolve(context);
    }
}
