package dev.gapless.bench.soak;

import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.List;
import java.util.Optional;

/// One workspace of the run. Its owner makes the rooms and switches their classes.
final class Tenant {
    private final String slug;
    private final WorkspaceId workspace;
    private final UserId owner;
    private final ApiClient ownerApi;
    private final List<Room> rooms;
    private final int size;
    private final Names names;
    private final Ledger ledger;

    /// @param size people in it
    Tenant(
            String slug,
            WorkspaceId workspace,
            UserId owner,
            ApiClient ownerApi,
            List<Room> rooms,
            int size,
            Names names,
            Ledger ledger) {
        this.slug = slug;
        this.workspace = workspace;
        this.owner = owner;
        this.ownerApi = ownerApi;
        this.rooms = List.copyOf(rooms);
        this.size = size;
        this.names = names;
        this.ledger = ledger;
    }

    static String handle(int index) {
        return "p" + index;
    }

    String slug() {
        return slug;
    }

    WorkspaceId workspace() {
        return workspace;
    }

    ApiClient ownerApi() {
        return ownerApi;
    }

    List<Room> rooms() {
        return rooms;
    }

    Room room(int choice) {
        return rooms.get(choice % rooms.size());
    }

    int size() {
        return size;
    }

    Names names() {
        return names;
    }

    /// One at a time. The answer does not tell the seq, so only the log knows it.
    synchronized void switchClass(Room room, String channelClass, Tries tries) {
        tries.until(() -> ownerApi.changeChannel(
                room.id(), new ChangeChannel(Optional.empty(), Optional.empty(), Optional.of(channelClass))));
        ledger.unplaced(Intent.of(owner, room.id(), EventKind.CHANNEL_CHANGED, 0, channelClass));
    }
}
