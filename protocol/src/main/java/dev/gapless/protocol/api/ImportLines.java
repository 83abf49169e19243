package dev.gapless.protocol.api;

import dev.gapless.protocol.export.ExportedChannel;
import dev.gapless.protocol.export.ExportedCursor;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.export.ExportedMember;
import dev.gapless.protocol.export.ExportedUser;
import java.util.List;
import java.util.Optional;

/// Body of `POST /admin/v1/workspaces/{workspace}/imports/{job}/lines`: lines of an export's files. All users come before all channels, these
/// before all events, and these before members and cursors.
///
/// @param users lines of `users` files
/// @param channels lines of `channels` files
/// @param events lines of `events` files, in order
/// @param members lines of `members` files
/// @param cursors lines of `cursors` files
public record ImportLines(
        Optional<List<ExportedUser>> users,
        Optional<List<ExportedChannel>> channels,
        Optional<List<ExportedEvent>> events,
        Optional<List<ExportedMember>> members,
        Optional<List<ExportedCursor>> cursors) {
    public ImportLines {
        users = users.map(List::copyOf);
        channels = channels.map(List::copyOf);
        events = events.map(List::copyOf);
        members = members.map(List::copyOf);
        cursors = cursors.map(List::copyOf);
    }
}
