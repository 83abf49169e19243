package dev.gapless.client.store;

import dev.gapless.client.session.SavedPosition;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.id.ChannelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Positions of one device in one JSON file, `{"format":1,"channels":{"C…":{"epoch":1,"position":12}}}`, replaced as a whole
/// and fsynced at each flush: a crash leaves the old file or the new one. One process at a time.
public final class FilePositionStore implements PositionStore {
    private static final int FORMAT = 1;

    private final Path file;
    private final OwnedFile owned;
    private final Map<ChannelId, SavedPosition> positions;
    private boolean dirty;

    private FilePositionStore(Path file, OwnedFile owned, Map<ChannelId, SavedPosition> positions) {
        this.file = file;
        this.owned = owned;
        this.positions = new TreeMap<>(positions);
    }

    private record Content(int format, Map<ChannelId, SavedPosition> channels) {}

    /// Opens a file for one device; its folder is made if it is missing.
    ///
    /// @throws StoreException if it is in use, or is no file of positions
    public static FilePositionStore open(Path file) {
        OwnedFile owned = OwnedFile.claim(file);
        try {
            return new FilePositionStore(file, owned, Files.exists(file) ? read(file) : Map.of());
        } catch (StoreException e) {
            owned.close();
            throw e;
        }
    }

    /// Reads the positions in a file without claiming it, for example to replay a saved device state.
    ///
    /// @throws StoreException if it is missing, or is no file of positions
    public static Map<ChannelId, SavedPosition> read(Path file) {
        try {
            Content content = ApiCodec.read(Files.readAllBytes(file), Content.class);
            if (content.format() != FORMAT) {
                throw new StoreException(file + ": format " + content.format() + " (expected: " + FORMAT + ")");
            }
            return Map.copyOf(content.channels());
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw new StoreException(file + ": not readable as positions (expected: what gapless wrote)", e);
        }
    }

    @Override
    public synchronized Map<ChannelId, SavedPosition> all() {
        return Map.copyOf(positions);
    }

    @Override
    public synchronized Optional<SavedPosition> find(ChannelId channel) {
        return Optional.ofNullable(positions.get(channel));
    }

    @Override
    public synchronized void put(ChannelId channel, SavedPosition position) {
        positions.put(channel, position);
        dirty = true;
    }

    @Override
    public synchronized void remove(ChannelId channel) {
        dirty |= positions.remove(channel) != null;
    }

    @Override
    public synchronized void flush() {
        if (!dirty) {
            return;
        }
        owned.replace(ApiCodec.write(new Content(FORMAT, positions)));
        dirty = false;
    }

    @Override
    public void close() {
        try {
            flush();
        } finally {
            owned.close();
        }
    }

    @Override
    public String toString() {
        return "positions in " + file;
    }
}
