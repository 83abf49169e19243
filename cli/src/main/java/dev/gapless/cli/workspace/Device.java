package dev.gapless.cli.workspace;

import dev.gapless.cli.Session;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.store.FileOutboxStore;
import dev.gapless.client.store.FilePositionStore;
import dev.gapless.client.store.OutboxStore;
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
    private final WebSocketTransport transport = new TyrusTransport();
    private final List<AutoCloseable> owned = new ArrayList<>();
    private ChatOptions options;

    /// A device that forgets everything when it ends.
    ///
    /// @param name for people, such as `tail`
    public Device(Session session, Workspace workspace, String name) {
        this.session = session;
        this.workspace = workspace;
        this.options = ChatOptions.of(
                workspace.endpoint(),
                workspace.token(),
                transport,
                HttpOptions.standard(session.world().random()))
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

    /// Keeps unsettled sends over a crash, unless another process of this device does.
    ///
    /// @return false if another process has the outbox, so that sends of this run end with it
    public boolean rememberOutbox(String name) {
        try {
            OutboxStore store = FileOutboxStore.open(directory(session, workspace).resolve(name + ".outbox.jsonl"));
            owned.add(store);
            options = options.withOutbox(store);
            return true;
        } catch (StoreException e) {
            return false;
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
        return session.world().stateDirectory().resolve("devices").resolve(workspace.context().name());
    }
}
